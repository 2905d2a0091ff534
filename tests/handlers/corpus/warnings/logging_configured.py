#~ logging
#> "x" -> "x"
"""logging.basicConfig is state of the library."""

import logging

from pulumi_wingws import WebSocket

logging.basicConfig(level=logging.DEBUG)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    logging.debug("got it")
    return body
