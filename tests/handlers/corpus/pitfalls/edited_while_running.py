#> "x" -> "as it ran"
"""A program that is edited while it runs: what ran is what travels."""

from pathlib import Path

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
me = Path(__file__)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return "as it ran"


me.write_text(me.read_text().replace("as it ran", "as it was written"))
