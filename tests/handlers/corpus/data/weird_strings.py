#> "x" -> "True 6"
"""Lone surrogates, NUL, quotes, line separators and form feeds in strings."""

from pulumi_wingws import WebSocket

TEXT = "".join(["\x00", "\x0c", "\u2028", "'", '"', "\\"])
LONE = TEXT[0:0] + chr(0xD800)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{ord(LONE) == 0xD800} {len(TEXT)}"
