#> "x" -> "True False"
"""Component classes in kept text: isinstance and annotations."""

from pulumi_wingws import DynamodbTable, WebSocket

chat = WebSocket("Chat")


def is_socket(thing: WebSocket | DynamodbTable) -> bool:
    return isinstance(thing, WebSocket)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{is_socket(chat)} {is_socket(body)}"
