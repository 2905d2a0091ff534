#! __main__.py:20:15: 'A' stands for two things that the handler needs
"""An object of a class whose name another class has now."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class A:
    x = 1


first = A()


class A:  # noqa: F811
    x = 2
@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{first.x} {A().x}"
