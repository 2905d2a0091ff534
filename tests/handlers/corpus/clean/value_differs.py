#! __main__.py
"""A class body whose value is another each time it runs."""

import os

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
os.environ["COUNT_"] = "1"


class Help:
    count = os.environ.get("COUNT_")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(Help.count)
