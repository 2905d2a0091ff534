#> "x" -> "11 22"
"""A nested def of a factory that ran twice, in one handler, with a class cell too."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def outer(n):
    def inner(m):
        def innermost():
            return f"{n}{m}"

        return innermost

    return inner


a = outer(1)
b = outer(2)
x, y = a(1), b(2)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{x()} {y()}"
