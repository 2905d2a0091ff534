#> "x" -> "1"
#> "x" -> "2"
"""A table's handle."""

from pulumi_wingws import DynamodbTable, WebSocket

table = DynamodbTable("Rows", hash_key="id", attribute_definitions={"id": "S"})
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    item = table.get_item(key={"id": body}).item or {"id": body, "n": 0}
    item["n"] += 1
    table.put_item(item=item)
    return str(item["n"])
