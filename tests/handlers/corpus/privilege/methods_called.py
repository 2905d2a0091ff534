#% dynamodb:GetItem dynamodb:PutItem execute-api:ManageConnections:POST
"""Only what the reachable code calls."""

from pulumi_wingws import DynamodbTable, WebSocket

table = DynamodbTable("Rows", hash_key="id", attribute_definitions={"id": "S"})
chat = WebSocket("Chat")


def save(text):
    table.put_item(item={"id": text})


def unused():
    table.delete_item(key={"id": "x"})


@chat.on_message
def on_message(connection_id, body):
    if table.get_item(key={"id": body}).item is None:
        save(body)
    chat.send_message(connection_id, body)
