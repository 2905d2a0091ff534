#> "x" -> "entry files sys True"
"""Names that an index.py or a runtime might use are the program's own."""

from pulumi_wingws import WebSocket

entry = "entry"
_build = "files"
sys = "sys"
handler = True
index = None
WINGWS = 1
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{entry} {_build} {sys} {handler}"
