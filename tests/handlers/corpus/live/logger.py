#> "x" -> "app.chat True"
"""A logger is found by its name."""

import logging

from pulumi_wingws import WebSocket

log = logging.getLogger("app.chat")
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    log.info("got %s", body)
    return f"{log.name} {log is logging.getLogger('app.chat')}"
