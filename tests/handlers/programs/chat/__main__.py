import pulumi_stand_ins as pulumi
from pulumi_stand_ins import DynamodbTable, WebSocket

connections = DynamodbTable(
    "WebSocketTable", hash_key="connectionId", attribute_definitions={"connectionId": "S"}
)
chat = WebSocket("MyWebSocket")

@chat.on_connect
def on_connect(connection_id: str) -> None:
    connections.put_item(item={"connectionId": connection_id})

@chat.on_disconnect
def on_disconnect(connection_id: str) -> None:
    connections.delete_item(key={"connectionId": connection_id})

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    for item in connections.scan():
        chat.send_message(item["connectionId"], body)

pulumi.export("url", "wss://")
