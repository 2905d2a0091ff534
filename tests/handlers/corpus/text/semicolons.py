#> "x" -> "1 3 x"
"""`a = 1; b = 2; c = 3`: recomposed by column."""

from pulumi_wingws import WebSocket

a = 1; b = open(__file__); b.close(); c = 3
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body): x = body; return f"{a} {c} {x}"
