"""
Decides what Lambda answers API Gateway for what a handler returned.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-responses.html
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from .errors import InvalidResult
from .message import to_text
from .signature import Kind

__all__ = ["to_response"]

logger = logging.getLogger(__name__)

OK = 200
FORBIDDEN = 403
CONNECT_RESULTS = (
    "None or True to accept, False to refuse, Accept(...), Reject(...) "
    "or a dict with statusCode"
)


def to_response(result: Any, kind: Kind, *, reply: bool) -> dict[str, Any]:
    """
    Return the proxy response for what a handler of `kind` returned.

    Args:
        result: What the handler returned.
        kind: What the handler handles.
        reply: Whether a message handler's result goes back to the sender.

    Raises:
        InvalidResult: If a connect handler returned something of no meaning.
        TypeError, ValueError: If a reply cannot be text, see `message.to_text`.
    """
    if isinstance(result, Mapping) and "statusCode" in result:
        return dict(result)  # a whole response, as a plain Lambda function returns it
    if kind == "connect":
        return _connect(result)
    if kind == "message" and reply:
        return _reply(result)
    # Nobody receives what other handlers return; in a lambda it is often by chance.
    return {"statusCode": OK}


def _connect(result: Any) -> dict[str, Any]:
    if result is None or result is True:  # as nearly all are
        return {"statusCode": OK}
    from .results import Accept, Reject

    match result:
        case Accept(subprotocol=None):
            return {"statusCode": OK}
        case False:
            return {"statusCode": FORBIDDEN}
        case Accept(subprotocol=subprotocol):
            headers = {"Sec-WebSocket-Protocol": subprotocol}
            return {"statusCode": OK, "headers": headers}
        case Reject(status=status):
            return {"statusCode": status}
        case _:
            raise InvalidResult(result, CONNECT_RESULTS)


def _reply(result: Any) -> dict[str, Any]:
    if result is None:
        logger.warning(
            "a handler with reply=True returned None; "
            "API Gateway sends the client an empty message"
        )
        return {"statusCode": OK}
    return {"statusCode": OK, "body": to_text(result)}
