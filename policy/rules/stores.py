"""How log groups and tables keep what they keep."""

from collections.abc import Iterator

from .rule import Properties, ResourceRule, value_at

__all__ = ["ENCRYPTION", "RECOVERY", "RETENTION"]

_TABLE = frozenset({"aws:dynamodb/table:Table"})


def _retention(log_group: Properties) -> Iterator[str]:
    if not log_group.get("retentionInDays"):
        yield "retentionInDays is 0 or missing, which is for ever; expected days"


def _recovery(table: Properties) -> Iterator[str]:
    if not value_at(table, "pointInTimeRecovery", "enabled"):
        yield "pointInTimeRecovery is not enabled; expected it to be"


def _encryption(table: Properties) -> Iterator[str]:
    if not value_at(table, "serverSideEncryption", "enabled"):
        yield (
            "serverSideEncryption is not enabled, so the key is DynamoDB's own; "
            "expected a key of the account"
        )


RETENTION = ResourceRule(
    "log-group-retention",
    "A log group says for how long it keeps its logs.",
    "advisory",
    frozenset({"aws:cloudwatch/logGroup:LogGroup"}),
    _retention,
)

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html
RECOVERY = ResourceRule(
    "table-recovery",
    "A table can be restored to any point in time.",
    "advisory",
    _TABLE,
    _recovery,
)

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html
ENCRYPTION = ResourceRule(
    "table-encryption",
    "A table is encrypted with a KMS key of the account.",
    "advisory",
    _TABLE,
    _encryption,
)
