#> "x" -> "a b x True 410"
"""Star imports, of a module of the program and of the library."""

from math import *  # noqa: F403

from words import *  # noqa: F403

from pulumi_wingws import *  # noqa: F403

chat = WebSocket("Chat")  # noqa: F405


@chat.on_message(reply=True)
def on_message(connection_id, body):
    try:
        raise ConnectionGone("id")  # noqa: F405
    except WingWsError:  # noqa: F405
        return f"{A} {b(body)} {sqrt(4) == 2} 410"  # noqa: F405
