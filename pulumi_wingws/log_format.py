"""How the lines of a function's log look in CloudWatch."""

from typing import Literal, TypeAlias, get_args

from .option_kinds import check_choice

__all__ = ["LogFormat", "check_log_format"]

# https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
LogFormat: TypeAlias = Literal["Text", "JSON"]


def check_log_format(log_format: object) -> None:
    """Refuse a format that Lambda does not know."""
    check_choice("log_format", log_format, get_args(LogFormat))
