#%
"""A handler that calls nothing may do nothing."""

from pulumi_wingws import DynamodbTable, WebSocket

table = DynamodbTable("Rows", hash_key="id", attribute_definitions={"id": "S"})
chat = WebSocket("Chat")


@chat.on_message
def on_message(connection_id, body):
    print(body)
