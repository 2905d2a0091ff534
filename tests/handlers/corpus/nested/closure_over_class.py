#> "x" -> "C 5"
"""A closure over a class and an instance of it."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
class C:
    n = 5


def make(kind):
    made = kind()

    def show():
        return f"{kind.__name__} {made.n}"

    return show


show = make(C)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return show()
