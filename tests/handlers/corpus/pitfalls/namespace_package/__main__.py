#> "x" -> "namespace x"
"""A namespace package, without __init__.py."""

from space.inner import work

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return work(body)
