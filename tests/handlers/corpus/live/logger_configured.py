#! __main__.py:10:1: 'log.level' would have another value in the artifact
"""A logger whose level was set by way of another name."""

import logging


from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
log = logging.getLogger("app")
logging.getLogger("app").setLevel(10)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(log.level)
