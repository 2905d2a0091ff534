"""What a WebSocket API can be configured to."""

import pytest
from wingws_simulator.core.api_config import ApiConfig, Authorizer, Route


@pytest.mark.fidelity("6", "only $connect can have one")
@pytest.mark.fidelity("9", "27 only REQUEST authorizers")
@pytest.mark.parametrize(
    "route",
    [
        Route("f", authorization=Authorizer("authorizer")),
        Route("f", authorization="AWS_IAM"),
        Route("f", api_key_required=True),
    ],
)
@pytest.mark.parametrize("route_key", ["$default", "$disconnect", "join"])
def test_only_connect_is_authorized(route_key, route):
    """An authorization on another route than `$connect` is refused."""
    with pytest.raises(ValueError, match=r"only \$connect can"):
        ApiConfig("abcd123", "prod", {route_key: route})


@pytest.mark.fidelity("4.1", "routes and integrations: 300 each")
def test_number_of_routes():
    """The 301st route, and so integration, is refused."""
    routes = {f"route {number}": Route("f") for number in range(300)}
    assert len(ApiConfig("abcd123", "prod", routes).routes) == 300

    with pytest.raises(ValueError, match="at most 300 routes; this one has 301"):
        ApiConfig("abcd123", "prod", {**routes, "one more": Route("f")})


@pytest.mark.parametrize(
    ("variables", "problem"),
    [
        ({"a-b": "c"}, "stage variable 'a-b' is invalid"),
        ({"ä": "c"}, "stage variable 'ä' is invalid"),
        ({"a": "b c"}, "stage variable 'a' is 'b c'"),
        ({"a": ""}, "stage variable 'a' is ''"),
    ],
)
def test_stage_variables(variables, problem):
    """Stage variables have the characters that AWS allows."""
    with pytest.raises(ValueError, match=problem):
        ApiConfig("abcd123", "prod", {}, stage_variables=variables)


def test_api_key_selection():
    """An API key is found in the header, or chosen by the authorizer."""
    with pytest.raises(ValueError, match="expected one of"):
        ApiConfig("abcd123", "prod", {}, api_key_selection="$request.header.key")
