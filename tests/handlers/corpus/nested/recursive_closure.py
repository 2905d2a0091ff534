#> "5" -> "120"
"""A closure that calls itself through its own cell."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def make():
    def factorial(n):
        return 1 if n < 2 else n * factorial(n - 1)

    return factorial


compute = make()


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(compute(int(body)))
