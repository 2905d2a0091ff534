"""``Alarms``: when CloudWatch tells somebody that a ``WebSocket`` is not well."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from .errors import ConfigurationError

__all__ = ["Alarms"]

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
_MOST_ACTIONS = 5


@dataclass(frozen=True)
class Alarms:
    """CloudWatch alarms, each over five minutes; None leaves one out.

    A refused handshake and a message beyond a throttle of API Gateway raise none: both
    are what you asked for. See
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html

    Attributes:
        actions: ARNs of what is told, such as an SNS topic, up to 5.
        integration_errors: from how many answers of handlers that are 4XX or 5XX. A
            refusal by ``on_connect`` is one, so allow for those.
        execution_errors: from how many invocations that API Gateway could not make.
        throttles: from how many invocations of one handler that Lambda throttled.
        latency: from how many milliseconds that handlers take, in the slowest of
            twenty.

    Raises:
        ConfigurationError: an alarm that would be none, or always ring.
    """

    actions: Sequence[str | pulumi.Output[str]]
    integration_errors: int | None = 5
    execution_errors: int | None = 1
    throttles: int | None = 1
    latency: int | None = 5000

    def __post_init__(self) -> None:
        actions = self.actions if isinstance(self.actions, list | tuple) else ()
        if not 1 <= len(actions) <= _MOST_ACTIONS or not all(map(_is_arn, actions)):
            raise ConfigurationError(
                f"actions {self.actions!r} of Alarms are not allowed; expected a list "
                f"of 1 to {_MOST_ACTIONS} ARNs like 'arn:aws:sns:…', or Outputs of them"
            )
        for name in ("integration_errors", "execution_errors", "throttles", "latency"):
            value = getattr(self, name)
            is_whole = isinstance(value, int) and not isinstance(value, bool)
            if value is not None and not (is_whole and value >= 1):
                raise ConfigurationError(
                    f"{name} {value!r} of Alarms is not allowed; "
                    "expected a whole number from 1, or None"
                )


def _is_arn(value: object) -> bool:
    return isinstance(value, pulumi.Output) or (
        isinstance(value, str) and value.startswith("arn:")
    )
