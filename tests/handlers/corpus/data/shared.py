#> "x" -> "[1, 9] [1, 9] True"
"""An object that two containers share stays one object."""

from pulumi_wingws import WebSocket

inner = [1]
A = {"inner": inner}
B = [inner]
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    A["inner"].append(9)
    return f"{A['inner']} {B[0]} {A['inner'] is B[0]}"
