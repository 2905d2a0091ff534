#> "x" -> "5 5 1"
"""functools.cache on a method, and cached_property with its value."""

from functools import cache, cached_property

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Slow:
    def __init__(self):
        self.calls = 0

    @cached_property
    def value(self):
        self.calls += 1
        return 5

    @cache
    def other(self):
        return 5


slow = Slow()
slow.value


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{slow.value} {slow.other()} {slow.calls}"
