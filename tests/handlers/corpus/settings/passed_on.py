#: config word swordfish
#! __main__.py:19:20: 'config' is passed on, which hides what keys are read
"""A configuration that a helper is given."""

import pulumi

from pulumi_wingws import WebSocket

config = pulumi.Config()
chat = WebSocket("Chat")


def word_of(bag):
    return bag.require("word")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return word_of(config)
