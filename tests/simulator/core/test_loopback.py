"""Which Host headers may reach the simulator."""

import pytest
from wingws_simulator.core.loopback import is_loopback


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.0.0.1:80", "localhost", "LocalHost:8123", "[::1]", "[::1]:9"],
)
def test_loopback_names(host):
    """The three loopback names pass, with any port and in any case."""
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:80",
        "127.0.0.1:80:80",
        "127.0.0.1\n",
        "127.0.0.2",
    ],
)
def test_other_names(host):
    """Everything else is a stranger, however similar."""
    assert not is_loopback(host)
