#> "x" -> "20"
"""The root logger gets its level at cold start, by the line that sets it."""

import logging

from pulumi_wingws import WebSocket

logger = logging.getLogger()
logger.setLevel(logging.INFO)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    logger.info("got %s", body)
    return str(logger.level)
