#: config word swordfish
#! __main__.py:15:12: 'config.require' does not show which keys are read
"""A getter under another name, and what made a configuration under one more."""

import pulumi

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    config = pulumi.Config()
    read = config.require
    return read("word")
