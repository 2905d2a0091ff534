#! index.py:1:1: a file of this name is part of every artifact
"""A module of the program called index."""

import index

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return index.NAME
