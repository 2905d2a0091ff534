#! rows.py:7:5: 'table' no longer stands for what it was when on_message was decorated in line 12; it is bound in line 3
"""A component of another module, put in place of the one that a helper there had."""

import rows

from pulumi_wingws import DynamodbTable, WebSocket

chat = WebSocket("Chat")
rows.table = DynamodbTable("A", hash_key="id", attribute_definitions={"id": "S"})


@chat.on_message(reply=True)
def on_message(connection_id, body):
    rows.put(body)
    return "ok"


rows.table = DynamodbTable("B", hash_key="id", attribute_definitions={"id": "S"})
