#> "x" -> "2 1 0"
"""A closure whose cell holds a function that holds the closure."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
def make():
    table = {}

    def down(n):
        return f"{n} {table['down'](n - 1)}" if n else "0"

    table["down"] = down
    return down


down = make()


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return down(2)
