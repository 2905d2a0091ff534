#> "x" -> "dict[str, int] int | None typing.Optional[int]"
"""Generic aliases and unions as data."""

from typing import Optional

from pulumi_wingws import WebSocket

A = dict[str, int]
B = int | None
C = Optional[int]
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{A} {B} {C}"
