#> "x" -> "made x"
"""A module with __getattr__ (PEP 562)."""

import lazy

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{lazy.made} {body}"
