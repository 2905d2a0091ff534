#> "x" -> "int str"
"""singledispatchmethod in a class."""

from functools import singledispatchmethod

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Show:
    @singledispatchmethod
    def show(self, value):
        return "object"

    @show.register
    def _(self, value: int):
        return "int"

    @show.register
    def _(self, value: str):
        return "str"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{Show().show(1)} {Show().show(body)}"
