#: config word swordfish
#: config size 3
#> "x" -> "swordfish 4 {} None eu"
"""Configuration read inside a handler."""

import pulumi

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def region():
    return pulumi.Config("aws").get("region", "eu")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    config = pulumi.Config()
    word = pulumi.Config().require_secret("word").get()
    size = config.require_int("size") + 1
    colours = config.get_object("colours", {})
    return f"{word} {size} {colours} {config.get('none')} {region()}"
