"""For how many days CloudWatch keeps a log."""

from typing import Literal, TypeAlias, get_args

from .errors import ConfigurationError

__all__ = ["LogRetention", "check_log_retention"]

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
LogRetention: TypeAlias = Literal[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192,
    2557, 2922, 3288, 3653
]  # fmt: skip


def check_log_retention(name: str, days: int) -> None:
    """Refuse a number of days that CloudWatch does not know."""
    allowed = get_args(LogRetention)
    if not isinstance(days, int) or isinstance(days, bool) or days not in allowed:
        raise ConfigurationError(
            f"{name} {days!r} is not allowed; "
            f"expected {', '.join(map(str, allowed))} days"
        )
