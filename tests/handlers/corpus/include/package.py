#! __main__.py:9:1: include 'json' is no module of the program
"""A module of Python's is there already."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(include=["json"])
def on_message(connection_id, body):
    pass
