#> "x" -> "True 5 5"
"""Multi-line strings over and between blanked lines."""

from pulumi_wingws import WebSocket

dropped = """
x
"""
kept = """
a

  b
""" ; also = open(__file__).read(3) and 5
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    inner = """
def on_message():
    pass
"""
    return f"{inner.startswith(chr(10) + 'def')} {len(kept) - 3} {also}"
