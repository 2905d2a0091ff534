#! __main__.py:9:10: the artifact would contain the absolute path of the project
#= its refusal quotes the path
"""The project's absolute path never enters an artifact."""

import os

from pulumi_wingws import WebSocket

place = os.getcwd() + os.sep
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return place
