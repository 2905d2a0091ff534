#> "5" -> "15 50 <5>"
"""functools.partial of a function, of a builtin, with keywords."""

import operator
from functools import partial

from pulumi_wingws import WebSocket


def wrap(text, *, left, right):
    return f"{left}{text}{right}"


add = partial(operator.add, 10)
times = partial(operator.mul, 10)
wrapped = partial(wrap, left="<", right=">")
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{add(int(body))} {times(int(body))} {wrapped(body)}"
