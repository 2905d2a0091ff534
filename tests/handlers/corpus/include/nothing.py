#! __main__.py:9:1: include 'plugns.*' names no module and no file of the project
"""An entry that names nothing."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(include=["plugns.*"])
def on_message(connection_id, body):
    pass
