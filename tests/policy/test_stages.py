"""Rules about stages."""

import pytest

from policy.rules.rule import UNKNOWN
from policy.rules.stages import ACCESS_LOGS, THROTTLES

BOTH = {"throttlingBurstLimit": 5, "throttlingRateLimit": 10.5}
LIMITS = tuple(BOTH)


@pytest.mark.parametrize("settings", [{}, {"accessLogSettings": {}}])
def test_a_stage_without_a_destination_has_no_access_log(settings):
    """A destination makes the log; a format alone does not."""
    (message,) = ACCESS_LOGS.check(settings)

    assert message.startswith("accessLogSettings has no destinationArn; expected")


@pytest.mark.parametrize(
    "settings", [UNKNOWN, {"destinationArn": UNKNOWN}, {"destinationArn": "arn:…"}]
)
def test_a_stage_with_a_destination_has_one(settings):
    """What only the update knows is given all the same."""
    assert [*ACCESS_LOGS.check({"accessLogSettings": settings})] == []


@pytest.mark.parametrize(
    ("settings", "missing"),
    [
        ({}, LIMITS),
        ({"loggingLevel": "INFO"}, LIMITS),
        (BOTH | {"throttlingBurstLimit": 0}, LIMITS[:1]),
        (BOTH | {"throttlingRateLimit": 0.0}, LIMITS[1:]),
        ({"throttlingBurstLimit": UNKNOWN}, LIMITS[1:]),
    ],
)
def test_a_throttle_that_is_0_or_missing_is_named(settings, missing):
    """The provider sends 0 for what is missing, and nobody can connect."""
    (default,) = THROTTLES.check({"defaultRouteSettings": settings})
    (route,) = THROTTLES.check({"routeSettings": [{"routeKey": "foo", **settings}]})
    what = f"has no {' and no '.join(missing)} above 0; expected both"

    assert default.startswith(f"defaultRouteSettings {what}")
    assert route.startswith(f"routeSettings of 'foo' {what}")


@pytest.mark.parametrize(
    "stage",
    [
        {},
        {"defaultRouteSettings": UNKNOWN, "routeSettings": UNKNOWN},
        {"defaultRouteSettings": BOTH, "routeSettings": [UNKNOWN]},
        {"defaultRouteSettings": BOTH, "routeSettings": [{"routeKey": "foo", **BOTH}]},
    ],
)
def test_throttles_above_0_are_fine(stage):
    """So are none at all, for then the account's hold."""
    assert [*THROTTLES.check(stage)] == []
