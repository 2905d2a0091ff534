#> "x" -> "{True: 'b'} {1.0} (1, 1.0, True)"
"""Keys that are equal but not the same: 1, True and 1.0."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
D = {True: 'a'}
D[1] = 'b'
S = {1.0}
S.add(1)
T = (1, 1.0, True)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{D} {S} {T}"
