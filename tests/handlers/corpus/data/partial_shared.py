#> "" -> "True 12"
"""A partial that two names hold is one object."""

import operator
from functools import partial

from pulumi_wingws import WebSocket

four = 4
times = partial(operator.mul, four)
again = times
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{times is again} {again(3)}"
