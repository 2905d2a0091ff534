#> "x" -> "Size.L 2 3"
"""An enum made by the functional syntax: its line runs again."""

from enum import Enum, IntEnum

from pulumi_wingws import WebSocket

Size = Enum("Size", "S L")
Level = IntEnum("Level", {"LOW": 1, "HIGH": 3})
chosen = Size.L
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{chosen} {Size['L'].value} {Level.HIGH.value}"
