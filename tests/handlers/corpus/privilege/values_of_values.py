#> "x" -> {"text": "x", "app": "Echo"}
#% dynamodb:PutItem
"""An object that holds a table gives its text to json: the table does not escape."""

import json

from pulumi_wingws import DynamodbTable, WebSocket

rows = DynamodbTable("Rows", hash_key="id", attribute_definitions={"id": "S"})
chat = WebSocket("Chat")


class App:
    def __init__(self, table, name):
        self.table = table
        self.name = name

    def on_message(self, connection_id, body):
        self.table.put_item(item={"id": connection_id})
        return json.dumps({"text": body, "app": self.name})


app = App(rows, "Echo")
chat.on_message(reply=True)(app.on_message)
