#> "x" -> "{'text': 'Missing', 'return': 'str'}"
"""`from __future__` stays first."""

from __future__ import annotations

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def helper(text: Missing) -> str:
    return text


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(helper.__annotations__)
