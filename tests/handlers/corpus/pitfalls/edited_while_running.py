#! __main__.py:13:1: 'on_message' is no longer what __main__.py says
#= the program edits itself
"""A program that is edited while it runs is refused."""

from pathlib import Path

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
me = Path(__file__)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return "as it ran"


me.write_text(me.read_text().replace("as it ran", "as it was written"))
