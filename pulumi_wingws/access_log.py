"""``AccessLog``: a line for each handshake, message and disconnect of a ``WebSocket``.

https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html
"""

import json
import re
from dataclasses import dataclass

from .errors import ConfigurationError
from .log_retention import LogRetention, check_log_retention

__all__ = ["AccessLog"]

# Each in quotes, numbers too: API Gateway writes `-` for what a line does not have.
# Nothing that a client may choose freely, such as its user agent, which might end the
# quotes.
_FORMAT = json.dumps(
    {
        "requestId": "$context.requestId",
        "requestTime": "$context.requestTime",
        "eventType": "$context.eventType",
        "routeKey": "$context.routeKey",
        "status": "$context.status",
        "connectionId": "$context.connectionId",
        "connectedAt": "$context.connectedAt",
        "messageId": "$context.messageId",
        "sourceIp": "$context.identity.sourceIp",
        "principalId": "$context.authorizer.principalId",
        "authorizerError": "$context.authorizer.error",
        "integrationStatus": "$context.integration.status",
        "integrationLatency": "$context.integration.latency",
        "integrationError": "$context.integration.error",
        "error": "$context.error.message",
    }
)
_REQUEST_ID = re.compile(r"\$context\.(requestId|extendedRequestId)\b")
_LARGEST = 3 * 1024


@dataclass(frozen=True)
class AccessLog:
    """A log of who connects and sends, one line each, in a log group of its own.

    It has no messages. AWS refuses it as long as API Gateway may not write logs in the
    account and region, see :class:`ApiGatewayAccountLogging`. The simulator writes
    none.

    Attributes:
        retention: for how many days it is kept, one of the numbers that CloudWatch
            knows.
        format: a line, with ``$context`` variables of WebSocket APIs; ``-`` stands for
            what is not there. Left out, JSON: ids of request, connection and message,
            event type, route key, status, source IP, principal id, and what the
            authorizer and the integration made of it. See
            https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html

    Raises:
        ConfigurationError: what AWS would refuse.
    """

    retention: LogRetention = 30
    format: str = _FORMAT

    def __post_init__(self) -> None:
        check_log_retention("retention", self.retention)
        line = self.format
        if (
            not isinstance(line, str)
            or not _REQUEST_ID.search(line)
            or len(line.encode()) > _LARGEST
            or "\n" in line
        ):
            raise ConfigurationError(
                f"format {line!r} of an AccessLog is not allowed; expected one line of "
                "up to 3 KB with $context.requestId or $context.extendedRequestId in it"
            )
