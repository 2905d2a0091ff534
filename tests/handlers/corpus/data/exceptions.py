#> "x" -> "(1, 'b') 42 True KeyError('k')"
"""Exceptions as data: state and args, never by calling."""

from pulumi_wingws import WebSocket


class Strange(Exception):
    def __init__(self, only):
        super().__init__(1, "b")
        self.only = only


FAILURE = Strange(42)
OTHER = KeyError("k")
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    same = isinstance(FAILURE, Strange)
    return f"{FAILURE.args} {FAILURE.only} {same} {OTHER!r}"
