#> "x" -> "tagged Plain 7"
"""Class decorators: one that returns the class, one that returns another."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def tag(cls):
    cls.tag = "tagged"
    return cls


def replace(cls):
    class Replaced(cls):
        n = 7

    return Replaced


@tag
class Plain:
    pass


@replace
class Other:
    n = 1


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{Plain.tag} {Plain.__name__} {Other.n}"
