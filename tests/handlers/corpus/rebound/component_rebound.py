#! __main__.py:12:5: 'table' no longer stands for what it was when on_message was decorated in line 10; it is bound in line 6 and 16
"""A component's name rebound between decoration and resolution."""

from pulumi_wingws import DynamodbTable, WebSocket

table = DynamodbTable("A", hash_key="id", attribute_definitions={"id": "S"})
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    table.put_item(item={"id": body})
    return "ok"


table = DynamodbTable("B", hash_key="id", attribute_definitions={"id": "S"})
