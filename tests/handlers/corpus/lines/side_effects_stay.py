#> "x" -> "made"
"""What a program does besides (print, files) is not done again."""

import sys
from pathlib import Path

from pulumi_wingws import WebSocket

Path("made.txt").write_text("made")
text = Path("made.txt").read_text()
print("deploying", file=sys.stderr)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return text
