#> "x" -> "1"
"""A class body that reads the environment: the value that it gave is data."""

import os

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
os.environ["COUNT_"] = "1"


class Help:
    count = os.environ.get("COUNT_")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(Help.count)
