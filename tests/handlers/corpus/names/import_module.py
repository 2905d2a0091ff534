#! __main__.py:12:12: 'importlib.import_module' can import what no reading of the code finds
"""import_module of a computed name is refused."""

import importlib

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")

@chat.on_message(reply=True)
def on_message(connection_id, body):
    return importlib.import_module(f"plugins.{body}").NAME
