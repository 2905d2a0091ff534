#> "x" -> "rows! [1, 'rows']"
"""Output.apply, concat and all."""

import pulumi

from pulumi_wingws import DynamodbTable, WebSocket

table = DynamodbTable("Rows", hash_key="id", attribute_definitions={"id": "S"})
loud = table.table_name.apply(lambda n: n + "!")
both = pulumi.Output.all(1, table.table_name)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{loud} {both.get()}"
