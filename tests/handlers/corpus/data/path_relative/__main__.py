#> "x" -> "words.txt data True"
"""A Path relative to the program is written relative to `__file__`."""

from pathlib import Path, PurePosixPath

from pulumi_wingws import WebSocket

FILE = Path(__file__).parent / "data" / "words.txt"
PURE = PurePosixPath("data") / "x"
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{FILE.name} {PURE.parent} {FILE.is_absolute()}"
