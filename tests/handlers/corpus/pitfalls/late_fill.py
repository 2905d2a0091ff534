#> "x" -> "True {'a': 1}"
"""Late fill after early use keeps identity."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
TABLE = {}


class R:
    t = TABLE


TABLE["a"] = 1


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{R.t is TABLE} {R.t}"
