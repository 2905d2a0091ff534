#> "x" -> "1 a"
"""`if TYPE_CHECKING` imports what is never there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import Thing

from pulumi_wingws import WebSocket

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nowhere import Nothing

chat = WebSocket("Chat")


def count(things: Sequence[Thing], more: Nothing | None = None) -> int:
    return len(things)


@chat.on_message(reply=True)
def on_message(connection_id: str, body: str) -> str:
    return f"{count([Thing('a')])} {Thing('a').name}"
