#> "x" -> "patched"
"""An import is kept only if the module still has that value."""

import json
from json import dumps

from pulumi_wingws import WebSocket


def dumps(value):  # noqa: F811
    return "patched"


chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return dumps(json.loads("1"))
