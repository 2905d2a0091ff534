"""
What clients said to an API and heard from it, made of the journal's events.

The steps are those of `pulumi_wingws/conversations/conversation.py`, which plays them
again.

"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias
from urllib.parse import unquote_plus

from .http_message import Request
from .journal_event import DATA_SIZE, Event, to_text

__all__ = ["Step", "to_steps"]

Step: TypeAlias = dict[str, Any]
"""What happened, to which client, and the rest by name."""

# Of the handshake itself, or of whoever made it rather than of what was asked.
_OWN_HEADERS = re.compile(
    r"(host|connection|upgrade|user-agent|origin|pragma|cache-control|content-length"
    r"|accept(-.+)?|sec-.+|x-forwarded-.+|x-amzn-.+)",
    re.IGNORECASE,
)

_SIGNATURE = "x-amz-"
"""How parameters begin that sign a URL, for a minute: who plays it signs anew."""

_NO_FRAME = (1005, 1006)
_BROKEN_RULES = (1002, 1003, 1007, 1009)

_ID = re.compile(r"[A-Za-z0-9_-]{15}=|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Ids of connections, of API Gateway's requests, and of Lambda's."""

_END = re.compile(r"[A-Za-z0-9_=-]{0,36}$")
"""What may be half an id, where text is cut off."""


def to_steps(events: Iterable[Event], api_id: str) -> tuple[list[Step], list[str]]:
    """
    Return the conversation of an API's clients.

    Clients whose handshake is not among the events are left out.

    Args:
        events: As they were noted, the oldest first.
        api_id: The API.

    Returns:
        Steps, and what is not in them, in sentences.

    """
    taken = _Taken()
    for kind, *fields in events:
        if (take := _TAKERS.get(kind)) and fields[0] == api_id:
            take(taken, *fields[1:])
    if taken.strangers:
        count = len(taken.strangers)
        left_out = f"clients that had connected before, and are left out: {count}"
        taken.notes.insert(0, left_out)
    return taken.steps, taken.notes


class _Taken:
    """What was taken down so far."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.notes: list[str] = []
        self.strangers: set[str] = set()
        self._clients: dict[str, str] = {}
        self._count = 0

    def connect(
        self,
        connection_id: str,
        source_ip: str,
        user_agent: str | None,
        status: int,
        request: Request,
        answer: bytes,
    ) -> None:
        self._count += 1
        client = f"client {self._count}"
        if status == 101:
            self._clients[connection_id] = client
            self.steps.append({"connect": client, **_handshake(request)})
            return
        step = {"rejected": client, **_handshake(request), "status": status}
        self.steps.append({**step, **({"body": to_text(answer)} if answer else {})})

    def message(
        self, connection_id: str, message_id: str, data: str, size: int, *_: object
    ) -> None:
        if (client := self._client(connection_id)) is None:
            return
        if size > DATA_SIZE:
            self.notes.append(
                f"a message of {client} has {size} bytes and is left out: of longer "
                f"ones than {DATA_SIZE} only the beginning is kept"
            )
            return
        self.steps.append({"send": client, "text": data})

    def delivered(
        self, connection_id: str, message_id: str | None, size: int, data: bytes
    ) -> None:
        if (client := self._client(connection_id)) is None:
            return
        text = to_text(data)
        whole = {"text": text} if size <= DATA_SIZE else {"like": _beginning(text)}
        self.steps.append({"receive": client, **whole})

    def disconnect(
        self, connection_id: str, code: int, reason: str, initiator: str
    ) -> None:
        if (client := self._client(connection_id)) is None:
            return
        del self._clients[connection_id]
        if initiator == "client":
            self._leave(client, code)
            return
        if code in _BROKEN_RULES:
            self.notes.append(
                f"{client} was closed with {code} for what it had sent, which is not "
                "recorded"
            )
        self.steps.append({"closed": client, "code": code, "reason": reason})

    def _leave(self, client: str, code: int) -> None:
        if code == 1006:
            self.notes.append(f"{client} vanished; when it is played it closes")
        said = {} if code in (1000, *_NO_FRAME) else {"code": code}
        self.steps.append({"close": client, **said})

    def _client(self, connection_id: str) -> str | None:
        client = self._clients.get(connection_id)
        if client is None:
            self.strangers.add(connection_id)
        return client


_TAKERS: Mapping[str, Callable[..., None]] = {
    "connect": _Taken.connect,
    "message": _Taken.message,
    "delivered": _Taken.delivered,
    "disconnect": _Taken.disconnect,
}


def _handshake(request: Request) -> Step:
    """Return how a handshake was asked for; of headers only the names."""
    query = "&".join(
        pair
        for pair in request.query.split("&")
        if not unquote_plus(pair).lower().startswith(_SIGNATURE)
    )
    headers = {
        name.lower() for name, _ in request.headers if not _OWN_HEADERS.fullmatch(name)
    }
    offered = ",".join(request.header_values("Sec-WebSocket-Protocol"))
    protocols = [each.strip() for each in offered.split(",") if each.strip()]
    return {
        **({"query": query} if query else {}),
        **({"headers": sorted(headers)} if headers else {}),
        **({"subprotocols": protocols} if protocols else {}),
    }


def _beginning(text: str) -> str:
    """Return a regular expression for what begins with a text, but for its ids."""
    text = _END.sub("", text)
    parts = map(re.escape, _ID.split(text))
    return f"({_ID.pattern})".join(parts) + ".*"
