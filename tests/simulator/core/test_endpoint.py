"""Which hosts an API answers to, and where its stage is there."""

import pytest
from wingws_simulator.core.api_config import ApiConfig, Domain
from wingws_simulator.core.endpoint import base_path, is_allowed_host
from wingws_simulator.core.http_message import Request

OWN = "abc.execute-api.us-east-1.amazonaws.com"
API = ApiConfig("abc", "prod", {}, host=OWN, domain=Domain("api.example.com", "live"))


@pytest.mark.parametrize(
    ("host", "path"),
    [
        (OWN, "/prod"),
        (f"{OWN.upper()}:443", "/prod"),
        ("127.0.0.1:20001", "/prod"),
        ("api.example.com", "/live"),
    ],
)
def test_an_api_answers_to_its_names(host, path):
    """The stage comes first in its paths; on a domain the mapping key does."""
    assert is_allowed_host(host, API)
    assert base_path(Request("GET", "/", (("Host", host),)), API) == path


@pytest.mark.parametrize("host", [None, "", f"x{OWN}", "evil.example.com"])
def test_it_answers_to_no_other(host):
    """A web page's own name is not among them, whatever it resolves to."""
    assert not is_allowed_host(host, API)
    assert not is_allowed_host(host, ApiConfig("abc", "prod", {}))
