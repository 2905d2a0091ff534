#> "1" -> "(int | str, 2)"
"""A type alias may be passed to functions at module level: nothing changes it."""

from typing import Union, get_args

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
Id = Union[int, str]
COUNT = len(get_args(Id))


@chat.on_message(reply=True)
def on_message(connection_id, body):
    names = " | ".join(each.__name__ for each in get_args(Id))
    return f"({names}, {COUNT})"
