#> "x" -> "1 [2]"
"""A SimpleNamespace."""

from types import SimpleNamespace

from pulumi_wingws import WebSocket

settings = SimpleNamespace(a=1)
settings.b = [2]
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{settings.a} {settings.b}"
