#> "add 2 3" -> "5"
#> "deep.times 2 3" -> "6 of 1"
#> "base 2 3" -> "None"
"""Plug-ins that only their names lead to; the program itself imports none of them."""

from importlib import import_module

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True, include=["plugins.*"])
def on_message(connection_id, body):
    name, *numbers = body.split()
    return str(import_module(f"plugins.{name}").run(*map(int, numbers)))
