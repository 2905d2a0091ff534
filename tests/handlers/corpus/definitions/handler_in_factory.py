#> "a" -> "red a"
#> blue "a" -> "blue a"
"""Handlers made in a loop by a factory, each with cells of its own."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def answer(name):
    def handler(connection_id, body):
        return f"{name} {body}"

    return handler


chat.on_message(reply=True)(answer("red"))
for colour in ["blue"]:
    chat.route(colour, reply=True)(answer(colour))
