#> "x" -> "rows"
"""`table.table_name` in the handler's text."""

from pulumi_wingws import DynamodbTable, WebSocket

table = DynamodbTable("Rows", hash_key="id", attribute_definitions={"id": "S"})
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return table.table_name.get()
