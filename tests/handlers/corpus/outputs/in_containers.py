#> "x" -> "rows rows rows"
"""Outputs in dicts, lists and objects."""

from pulumi_wingws import DynamodbTable, WebSocket

table = DynamodbTable("Rows", hash_key="id", attribute_definitions={"id": "S"})


class Settings:
    def __init__(self, name):
        self.name = name


SETTINGS = {"a": table.table_name, "b": [table.table_name], "c": Settings(table.table_name)}
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{SETTINGS['a'].get()} {SETTINGS['b'][0].get()} {SETTINGS['c'].name.get()}"
