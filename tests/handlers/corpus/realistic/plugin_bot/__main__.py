#> "!greet Ann" -> "hello Ann"
#> "!sum 1 2" -> "3"
#> "!max 4 9 2" -> "9"
#> "!help" -> "greet: say hello\nhelp: list all commands\nmax: the largest\nsum: add up"
#> "!x" -> "no x"
"""A bot whose plug-ins register themselves when they are imported."""

from bot import plugins  # noqa: F401
from bot.core import BOT

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return BOT.run(body.removeprefix("!"))
