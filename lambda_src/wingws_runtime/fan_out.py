"""
Shares a broadcast out between invocations of the handler's own function.

Each gets some of the connections, and answers what came of it. A share of which there
is no answer, since Lambda refused or it crashed, comes back to who shared it out.

https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

from __future__ import annotations

import json
import logging
import os
from collections import deque
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any

from .clients import client
from .delivery import SENT, Delivery, Outcome, deliver
from .environment import look_up
from .invocation import SHARE, time_limit
from .transport import management_api
from .workers import share_out

__all__ = ["SERVED", "fan_out", "serve_share"]

logger = logging.getLogger(__name__)

SERVED = 2000
"""How many connections one invocation sends to; that takes one or two seconds."""

AT_ONCE = 8
"""How many invocations there are at a time: about what an account's quota allows."""

LONGEST = 50.0
"""How many seconds one may take: boto3 waits for a minute."""


def fan_out(
    websocket: str, data: bytes, receivers: Sequence[str], deadline: float
) -> Mapping[str, Delivery]:
    """
    Let further invocations send a message.

    Args:
        websocket: Logical name of the API.
        data: The message, of UTF-8.
        receivers: Ids of connections, each once.
        deadline: When to wait no longer, by the monotonic clock.

    Returns:
        What came of it, for each of those that an invocation has answered about.
    """
    deliveries: dict[str, Delivery] = {}
    message = data.decode()

    def delegate(ids: Sequence[str]) -> None:
        limit = min(deadline - monotonic(), LONGEST)
        share = {"websocket": websocket, "message": message, "to": ids, "limit": limit}
        try:
            deliveries.update(_read(_invoke_self({SHARE: share}), ids))
        except Exception as error:
            logger.warning("%d connections are sent to here: %r", len(ids), error)

    shares = deque(
        receivers[start : start + SERVED] for start in range(0, len(receivers), SERVED)
    )
    share_out(shares, delegate, threads=AT_ONCE, deadline=deadline)
    return dict(deliveries)


def serve_share(share: Mapping[str, Any]) -> dict[str, Any]:
    """Send to the connections of one share, and return what :func:`fan_out` reads."""
    api = management_api(look_up("websockets", share["websocket"])["endpoint"])
    deadline = monotonic() + min(time_limit(), share["limit"])
    deliveries = deliver(api, share["message"].encode(), share["to"], deadline)
    others = [item for item in deliveries.items() if item[1] != SENT]
    return {"others": [[id_, how.outcome.value, how.reason] for id_, how in others]}


def _invoke_self(event: Mapping[str, Any]) -> Mapping[str, Any]:
    function = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
    # Not again, if it is throttled: the time is better spent on sending.
    answer = client("lambda", is_urgent=True).invoke(
        FunctionName=function, Payload=json.dumps(event, ensure_ascii=False).encode()
    )
    payload: Mapping[str, Any] = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise RuntimeError(f"{payload['errorType']}: {payload['errorMessage']}")
    return payload


def _read(answer: Mapping[str, Any], ids: Sequence[str]) -> Mapping[str, Delivery]:
    others = {
        id_: Delivery(Outcome(outcome), reason)
        for id_, outcome, reason in answer["others"]
    }
    return dict.fromkeys(ids, SENT) | others
