#> "x" -> "ready"
"""An instance travels by its state; its __init__ is not called again."""

from pathlib import Path

from pulumi_wingws import WebSocket


class Reader:
    def __init__(self, file):
        Path(file).write_text("ready")
        self.text = Path(file).read_text()


reader = Reader("reader.txt")
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return reader.text
