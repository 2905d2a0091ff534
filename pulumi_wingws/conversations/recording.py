"""Takes down what one client says and hears, as the steps of a conversation."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from .conversation import Conversation, Step

__all__ = ["Recording"]


class Recording:
    """The conversation of a client.

    Args:
        url: where it connects to; the query is recorded as it is.
        headers: its headers, of which only the names are recorded.
        subprotocols: those that it offers.
        client: its name.
    """

    def __init__(
        self,
        url: str,
        headers: Sequence[tuple[str, str]] = (),
        subprotocols: Sequence[str] = (),
        client: str = "a",
    ) -> None:
        query = urlsplit(url).query
        names = sorted({name.lower() for name, _ in headers})
        self._client = client
        self._handshake: dict[str, Any] = {
            **({"query": query} if query else {}),
            **({"headers": names} if names else {}),
            **({"subprotocols": [*subprotocols]} if subprotocols else {}),
        }
        self._steps: list[Step] = []

    @property
    def conversation(self) -> Conversation:
        """All of it so far."""
        return Conversation(tuple(self._steps))

    def connected(self) -> None:
        """Take down that the handshake was accepted."""
        self._take("connect", **self._handshake)

    def rejected(self, status: int, body: str) -> None:
        """Take down that it was not."""
        self._take("rejected", **self._handshake, status=status, body=body)

    def sent(self, text: str) -> None:
        """Take down a message of the client's."""
        self._take("send", text=text)

    def received(self, data: str | bytes) -> None:
        """Take down one of the API's."""
        if isinstance(data, str):
            self._take("receive", text=data)
        else:
            self._take("receive", base64=base64.b64encode(data).decode())

    def left(self) -> None:
        """Take down that the client closed the connection."""
        self._take("close")

    def closed(self, code: int, reason: str) -> None:
        """Take down that the API did."""
        self._take("closed", code=code, reason=reason)

    def _take(self, kind: str, **fields: object) -> None:
        self._steps.append({kind: self._client, **fields})
