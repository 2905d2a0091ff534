#> "x" -> "mine theirs"
"""`from x import y` where `x.y` was replaced afterwards."""

import library
from library import work

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def theirs():
    return "theirs"


library.work = theirs


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{work()} {library.work()}"
