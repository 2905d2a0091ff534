#> "a" -> "A!?"
"""Free names of nested functions, comprehensions and lambdas in a handler's body."""

from pulumi_wingws import WebSocket

MARK = "!"
END = "?"
upper = str.upper
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    def inner(text):
        return (lambda t: t + MARK)(text)

    return "".join([inner(upper(c)) + END for c in body])
