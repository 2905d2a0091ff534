#> "x" -> "src x"
"""A src/ layout, on the path by the program's own doing."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "src"))

from package.module import work  # noqa: E402

from pulumi_wingws import WebSocket  # noqa: E402

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return work(body)
