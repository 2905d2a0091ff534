#> "x" -> "x:5"
"""A class defined in the handler's body, whose methods have free names."""

from pulumi_wingws import WebSocket

FIVE = 5
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    class Local:
        five = FIVE

        def show(self):
            return f"{body}:{self.five or FIVE}"

    return Local().show()
