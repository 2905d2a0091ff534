#> "19999" -> "19999 item 19999"
"""Large data goes to a side file."""

from pulumi_wingws import WebSocket

ITEMS = {str(n): f"item {n}" for n in range(20_000)}
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{body} {ITEMS[body]}"
