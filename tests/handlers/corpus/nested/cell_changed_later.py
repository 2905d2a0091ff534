#> "x" -> "9"
"""A cell whose value changed after the closure was made."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def make():
    value = 1

    def read():
        return value

    def write(new):
        nonlocal value
        value = new

    return read, write


read, write = make()
write(9)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(read())
