#> "abc" -> "<3>"
"""A global that shadows a builtin."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
_len = len


def len(text):
    return f"<{_len(text)}>"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return len(body)
