#% dynamodb:DeleteItem execute-api:ManageConnections:DELETE
"""Through cells and partials."""

from functools import partial

from pulumi_wingws import DynamodbTable, WebSocket

table = DynamodbTable("Rows", hash_key="id", attribute_definitions={"id": "S"})
chat = WebSocket("Chat")


def make(rows):
    def forget(name):
        rows.delete_item(key={"id": name})

    return forget


def end(socket, connection_id):
    socket.disconnect(connection_id)


forget = make(table)
close = partial(end, chat)


@chat.on_message
def on_message(connection_id, body):
    forget(body)
    close(connection_id)
