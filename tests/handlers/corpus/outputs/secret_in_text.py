#: environment APP_PASSWORD correct-horse
#! __main__.py:9:9: the artifact would contain the value of the environment variable APP_PASSWORD
"""A value that an environment variable named PASSWORD holds never enters an artifact."""

import os

from pulumi_wingws import WebSocket

word = os.environ["APP_PASSWORD"].upper().lower()
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(word == body)
