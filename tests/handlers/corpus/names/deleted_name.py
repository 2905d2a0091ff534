#! __main__.py:12:16: name 'value' is not defined
"""A name deleted at the end of the program is not there in a handler either."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
value = 1


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(value)


del value
