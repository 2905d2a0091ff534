#% dynamodb:Scan
"""Through an object's attribute."""

from pulumi_wingws import DynamodbTable, WebSocket

table = DynamodbTable("Rows", hash_key="id", attribute_definitions={"id": "S"})
chat = WebSocket("Chat")


class Store:
    def __init__(self, rows):
        self.rows = rows

    def all(self):
        return list(self.rows.scan())


store = Store(table)


@chat.on_message
def on_message(connection_id, body):
    store.all()
