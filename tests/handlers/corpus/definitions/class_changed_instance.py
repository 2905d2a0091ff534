#> "x" -> "new"
"""An object whose __class__ was changed."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Old:
    def name(self):
        return "old"


class New:
    def name(self):
        return "new"


thing = Old()
thing.__class__ = New


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return thing.name()
