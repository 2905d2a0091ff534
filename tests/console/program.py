"""The program that the console is shown, with one of everything that it has to show."""

PROGRAM = """\
import pulumi
from pulumi_wingws import Allow, Change, Deny, DynamodbTable, WebSocket

connections = DynamodbTable(
    "Connections", hash_key="connectionId", attribute_definitions={"connectionId": "S"}
)
notes = DynamodbTable(
    "Notes",
    hash_key="id",
    attribute_definitions={"id": "S"},
    stream="NEW_AND_OLD_IMAGES",
)
chat = WebSocket("Chat")
members = WebSocket("Members")
greeting = {"lobby": "welcome"}

@chat.on_connect
def on_connect(connection_id: str) -> None:
    connections.put_item(item={"connectionId": connection_id})

@chat.on_disconnect
def on_disconnect(connection_id: str) -> None:
    connections.delete_item(key={"connectionId": connection_id})

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    print(f"to all: {body}")
    for item in connections.scan():
        chat.send_message(item["connectionId"], body)

@chat.route("echo", reply=True)
def echo(connection_id: str, body: str) -> str:
    return f"{greeting['lobby']}: {body}"

@chat.route("fail")
def fail(connection_id: str, body: str) -> None:
    raise ValueError(f"cannot take {body}")

@chat.route("note")
def note(connection_id: str, body: str) -> None:
    notes.put_item(item={"id": connection_id, "text": body})

@notes.on_change
def changed(change: Change) -> None:
    print(f"changed {change.kind}")

@members.authorizer(identity_sources=["route.request.querystring.token"])
def who(event):
    if event["queryStringParameters"]["token"] != "open":
        return Deny()
    return Allow("ada")

@members.on_connect
def enter(connection_id: str) -> None:
    pass

@members.on_message(reply=True)
def hello(connection_id: str, body: str, event) -> str:
    return "hello " + event.authorizer["principalId"]

pulumi.export("url", chat.url)
pulumi.export("members", members.url)
"""
