#! __main__.py:16:1: 'on_message' is no longer what __main__.py says
"""A program whose lines move while it runs is refused, or travels as it ran."""

from pathlib import Path

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
me = Path(__file__)


def helper():
    return 1


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(helper())


me.write_text("\n\n\n" + me.read_text().replace("return 1", "return 2"))
