#> "x" -> "note [1, 2]"
"""An attribute set on an enum member, and an enum with a mutable value."""

from enum import Enum


from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
class C(Enum):
    A = 1
    B = [1]


C.A.note = "note"
C.B.value.append(2)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{C.A.note} {C.B.value}"
