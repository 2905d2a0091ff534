#> "x" -> "x!"
"""A lambda as a default of a function and as a class attribute."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Style:
    finish = staticmethod(lambda t: t + "!")


def show(text, f=lambda t: Style.finish(t)):
    return f(text)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return show(body)
