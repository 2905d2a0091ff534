#> "x" -> "loud"
#< "c1" "X"
"""A subclass of a component with a method for handlers."""

from pulumi_wingws import WebSocket


class LoudSocket(WebSocket):
    def shout(self, connection_id, text):
        self.send_message(connection_id, text.upper())


chat = LoudSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    chat.shout(connection_id, body)
    return "loud"
