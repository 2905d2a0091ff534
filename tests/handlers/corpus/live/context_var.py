#> "x" -> "default x"
"""A ContextVar, which cannot be written down."""

import contextvars

from pulumi_wingws import WebSocket

current = contextvars.ContextVar("current", default="default")
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    before = current.get()
    token = current.set(body)
    now = current.get()
    current.reset(token)
    return f"{before} {now}"
