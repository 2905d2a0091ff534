#> "x" -> "rows arn:aws:dynamodb"
"""Outputs of a component under names of their own and as its attributes."""

from pulumi_wingws import DynamodbTable, WebSocket

table = DynamodbTable("Rows", hash_key="id", attribute_definitions={"id": "S"})
name = table.table_name
chat = WebSocket("Chat")
arn = table.arn


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{name} {arn.get()[:16]}"
