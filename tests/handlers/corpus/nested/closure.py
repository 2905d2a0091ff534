#> "a" -> "a1 a2"
"""Two closures of one factory, with cells of their own."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def make(n):
    def add(text):
        return f"{text}{n}"

    return add


one, two = make(1), make(2)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{one(body)} {two(body)}"
