#% dynamodb:GetItem
"""A component passed to a function of the program as an argument: known what it calls."""

from pulumi_wingws import DynamodbTable, WebSocket

table = DynamodbTable("Rows", hash_key="id", attribute_definitions={"id": "S"})
chat = WebSocket("Chat")


def read(rows, name):
    return rows.get_item(key={"id": name})


@chat.on_message
def on_message(connection_id, body):
    read(table, body)
