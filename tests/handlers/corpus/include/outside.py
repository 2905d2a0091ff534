#! __main__.py:9:1: include '../words.txt' lies outside of the project
"""A file of somebody else."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(include=["../words.txt"])
def on_message(connection_id, body):
    pass
