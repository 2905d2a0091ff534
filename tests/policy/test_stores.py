"""Rules about log groups and tables."""

import pytest

from policy.rules.rule import UNKNOWN
from policy.rules.stores import ENCRYPTION, RECOVERY, RETENTION

SWITCHES = [
    pytest.param(RECOVERY, "pointInTimeRecovery", id="recovery"),
    pytest.param(ENCRYPTION, "serverSideEncryption", id="encryption"),
]


@pytest.mark.parametrize("log_group", [{}, {"retentionInDays": 0}])
def test_a_log_group_that_keeps_all_is_a_violation(log_group):
    """0 days are for ever."""
    (message,) = RETENTION.check(log_group)

    assert (
        message == "retentionInDays is 0 or missing, which is for ever; expected days"
    )


@pytest.mark.parametrize("days", [30, UNKNOWN])
def test_a_log_group_with_retention_is_fine(days):
    """However long it is."""
    assert [*RETENTION.check({"retentionInDays": days})] == []


@pytest.mark.parametrize(("rule", "name"), SWITCHES)
@pytest.mark.parametrize("value", [None, {}, {"enabled": False}])
def test_a_table_has_to_say_yes(rule, name, value):
    """Neither recovery nor a KMS key comes by itself."""
    (message,) = rule.check({} if value is None else {name: value})

    assert message.startswith(f"{name} is not enabled")


@pytest.mark.parametrize(("rule", "name"), SWITCHES)
@pytest.mark.parametrize("value", [UNKNOWN, {"enabled": UNKNOWN}, {"enabled": True}])
def test_a_table_that_says_yes_is_fine(rule, name, value):
    """What only the update knows is taken for yes until then."""
    assert [*rule.check({name: value})] == []
