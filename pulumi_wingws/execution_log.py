"""``ExecutionLog``: what API Gateway itself did with each request of a ``WebSocket``.

https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html
"""

from dataclasses import dataclass
from typing import Literal, get_args

from .errors import ConfigurationError

__all__ = ["ExecutionLog"]

_Level = Literal["ERROR", "INFO"]


@dataclass(frozen=True)
class ExecutionLog:
    """A log of API Gateway's own steps: authorizers, route selection, integrations.

    API Gateway makes its log group, which never expires and stays when the API goes.
    AWS refuses it as long as API Gateway may not write logs in the account and region,
    see :class:`ApiGatewayAccountLogging`. The simulator writes none.

    Attributes:
        level: ``ERROR`` for what failed, ``INFO`` for every request.
        data_trace: whether what clients and handlers send is logged too, in full:
            tokens and personal data with it.

    Raises:
        ConfigurationError: what AWS would refuse.
    """

    level: _Level = "ERROR"
    data_trace: bool = False

    def __post_init__(self) -> None:
        if self.level not in get_args(_Level):
            raise ConfigurationError(
                f"level {self.level!r} of an ExecutionLog is not allowed; "
                f"expected {' or '.join(get_args(_Level))}"
            )
        if not isinstance(self.data_trace, bool):
            raise ConfigurationError(
                f"data_trace {self.data_trace!r} of an ExecutionLog is not allowed; "
                "expected True or False"
            )
