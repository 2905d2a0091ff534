#! __main__.py:10:5: 'exec' can reach names that no reading of the code finds
"""exec is refused, in a helper too."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def helper(text):
    exec(text)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    helper(body)
