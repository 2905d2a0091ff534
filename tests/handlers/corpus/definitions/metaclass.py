#> "x" -> "['A', 'B'] A+"
"""A metaclass with a registry and methods of its own."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Meta(type):
    known = []

    def __init__(cls, name, bases, namespace):
        super().__init__(name, bases, namespace)
        Meta.known.append(cls)

    def title(cls):
        return cls.__name__ + "+"


class A(metaclass=Meta):
    pass


class B(A):
    pass


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{[c.__name__ for c in Meta.known]} {A.title()}"
