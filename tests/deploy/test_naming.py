"""Logical names of children."""

import pytest

from pulumi_wingws.naming import child_name, route_role


def test_a_child_is_named_after_its_parent():
    """Every child's name starts with its parent's."""
    assert child_name("Chat", "api") == "Chat-api"


@pytest.mark.parametrize(
    ("route_key", "role"),
    [
        ("$connect", "connect"),
        ("$disconnect", "disconnect"),
        ("$default", "default"),
        ("join", "route-join"),
        ("send_message", "route-send_message"),
    ],
)
def test_a_plain_route_key_is_its_own_role(route_key, role):
    """Readable keys stay readable."""
    assert route_role(route_key) == role


def test_route_keys_that_share_a_slug_stay_two_roles():
    """A slug that lost something carries a hash of the key."""
    roles = {route_role(key) for key in ("a/b", "a-b", "a b", "/", "!", "connect")}

    assert len(roles) == 6
    assert all(role.startswith("route-") for role in roles)
