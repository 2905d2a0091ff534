#> "b" -> "['b', 'aa', 'ccc']"
"""A lambda passed to a call; the call's result is data with the lambda inside."""

from functools import partial

from pulumi_wingws import WebSocket

by_length = partial(sorted, key=lambda t: len(t))
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(by_length(["ccc", "aa", body]))
