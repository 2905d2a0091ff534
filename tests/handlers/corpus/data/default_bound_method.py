#> "x" -> "ann: x True"
"""A method's default is a bound method that a name of the module holds as well."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Thing:
    def __init__(self, name):
        self.name = name

    def call(self, text):
        return f"{self.name}: {text}"


call = Thing("ann").call


class User:
    def use(self, text, how=call):
        return f"{how(text)} {how is call}"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return User().use(body)
