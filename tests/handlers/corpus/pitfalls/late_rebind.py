#> "x" -> "{'old': 1} {'new': 2}"
"""A class attribute that holds what a name held before it was bound anew."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
TABLE = {"old": 1}


class R:
    t = TABLE


TABLE = {"new": 2}


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{R.t} {TABLE}"
