#> "a" -> "fast a"
"""A name bound in one of two branches."""

import sys

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
if sys.version_info >= (3, 0):

    def work(text):
        return f"fast {text}"
else:

    def work(text):
        return f"slow {text}"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return work(body)
