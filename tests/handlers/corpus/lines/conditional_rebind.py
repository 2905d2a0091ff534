#> "x" -> "else finally"
"""A name bound in a loop with else, in try with finally."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
for _ in ():
    pass
else:
    a = "else"
try:
    b = "try"
finally:
    b = "finally"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{a} {b}"
