#: config word swordfish
#: config other_size 7
#> "x" -> "swordfish 7"
"""A module's configuration, of which the handler reads keys; and the class itself."""

from pulumi import Config

from pulumi_wingws import WebSocket

config = Config()
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    size = Config("other").get_int(key="size")
    return f"{config.require_secret('word').get()} {size}"
