#> "x" -> "cell"
#< "c1" "x!"
"""A component in a closure's cell and in a partial."""

from functools import partial

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def make(out):
    def send(connection_id, text):
        out.send_message(connection_id, text + "!")

    return send


send = make(chat)
both = partial(send, "c1")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    both(body)
    return "cell"
