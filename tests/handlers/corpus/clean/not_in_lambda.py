#! __main__.py
"""A library that Lambda's Python does not have."""

import pytest

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return pytest.__name__
