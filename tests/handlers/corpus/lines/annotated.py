#> "x" -> "5 None"
"""Annotated assignments; a bare annotation binds nothing."""

from typing import Final, Optional

from pulumi_wingws import WebSocket

size: Final[int] = 5
later: Optional[str]
later = None
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{size} {later}"
