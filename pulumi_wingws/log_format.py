"""How the lines of a function's log look in CloudWatch."""

from typing import Literal, TypeAlias, get_args

from .errors import ConfigurationError

__all__ = ["LogFormat", "check_log_format"]

# https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
LogFormat: TypeAlias = Literal["Text", "JSON"]


def check_log_format(log_format: object) -> None:
    """Refuse a format that Lambda does not know."""
    allowed = get_args(LogFormat)
    if log_format not in allowed:
        raise ConfigurationError(
            f"log_format {log_format!r} is not allowed; "
            f"expected {' or '.join(map(repr, allowed))}"
        )
