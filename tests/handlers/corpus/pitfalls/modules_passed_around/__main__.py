#> "debug" -> "True"
#> "name" -> "app"
"""A module passed around: getattr(settings, name)."""

import settings

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def look_up(module, name):
    return str(getattr(module, name))


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return look_up(settings, body)
