#! __main__.py:12:1: 'on_message' is no longer what __main__.py says
"""A program that is edited while it runs is refused."""

from pathlib import Path

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
me = Path(__file__)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return "as it ran"


me.write_text(me.read_text().replace("as it ran", "as it was written"))
