#> "1" -> "int 1"
#> "a" -> "str 'a'"
#> "[]" -> "object []"
"""singledispatch: the lines that begin with its name run at cold start."""

import json
from functools import singledispatch

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@singledispatch
def show(value):
    return f"object {value}"


@show.register
def _(value: int):
    return f"int {value}"


@show.register(str)
def show_text(value):
    return f"str {value!r}"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    try:
        return show(json.loads(body))
    except ValueError:
        return show(body)
