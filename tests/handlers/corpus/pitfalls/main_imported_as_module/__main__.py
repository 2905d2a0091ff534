#> "x" -> "1 base"
"""A module that imports what the program's other modules define, and a class's module."""

from child import Child

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
child = Child()


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{child.n} {type(child).__mro__[1].__module__}"
