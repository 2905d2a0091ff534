#> "x" -> "int"
"""A dispatcher that an if at module level changed: what the if did is kept, or refused."""

import sys
from functools import singledispatch

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@singledispatch
def show(value):
    return "object"


if sys.version_info > (3,):

    @show.register
    def _(value: int):
        return "int"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return show(1)
