#> "x" -> "fallback json"
"""An import with a fallback: the branch that was taken."""

from pulumi_wingws import WebSocket

try:
    import no_such_json as json

    name = "other"
except ImportError:
    import json

    name = "fallback"
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{name} {json.__name__}"
