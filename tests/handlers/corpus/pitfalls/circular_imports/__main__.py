#> "3" -> "odd even odd even 0"
"""Modules that import each other."""

import left

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return left.odd(int(body))
