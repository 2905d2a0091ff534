#> "x" -> "1 1"
"""cached_property: a value that was computed at deploy time is kept."""

from functools import cached_property

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
runs = 0


class Lazy:
    @cached_property
    def value(self):
        global runs
        runs += 1
        return runs


lazy = Lazy()
lazy.value


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{lazy.value} {runs}"
