"""The golden list: names, types and parents are API; a change needs an alias."""

import re
from pathlib import Path

import pytest

from tests.deploy.recording import deploy

#: A layer's name ends with a digest of its packages' versions and of the platform.
_LAYER = re.compile("-layer-[0-9a-f]{12}$")

GOLDEN = Path(__file__).parent / "urns"

#: A program with each AWS resource that there is, by the name of its list.
PROGRAMS = {
    "separate": """
import humanize
import pulumi
from pulumi_wingws import (
    AccessLog, Alarms, Allow, ApiGatewayAccountLogging, Domain, DynamodbTable, WebSocket
)

logging = ApiGatewayAccountLogging("Logging")
word = pulumi.Output.secret("swordfish")
table = DynamodbTable(
    "Table", hash_key="h", attribute_definitions={"h": "S"}, stream="NEW_IMAGE"
)
chat = WebSocket(
    "Chat",
    api_keys=["mobile", "desk"],
    domain=Domain("chat.example.com", "arn:aws:acm:a", zone_id="Z1"),
    access_log=AccessLog(),
    alarms=Alarms(actions=["arn:aws:sns:eu-central-1:123456789012:alarms"]),
)
chat.grant("worker", "send_message")
table.grant("worker", "scan")

@chat.authorizer
def authorize(event):
    return Allow("ann")

@chat.on_connect
def on_connect(connection_id: str) -> None:
    print(word.get())

@chat.on_disconnect
def on_disconnect(connection_id: str) -> None:
    table.delete_item(key={"h": connection_id})

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    chat.broadcast(body, to=[connection_id])

@chat.route("reply", reply=True)
def reply(connection_id: str, body: str) -> str:
    return humanize.naturalsize(len(body))

@chat.route("Say it / loud")
def loud(connection_id: str) -> None:
    pass

@table.on_change
def on_change(change) -> None:
    print(humanize.naturalsize(len(change.new)))
""",
    "single": """
from pulumi_wingws import Allow, WebSocket

chat = WebSocket("Chat", handlers="single")

@chat.authorizer
def authorize(event):
    return Allow("ann")

@chat.on_connect
def on_connect(connection_id: str) -> None:
    pass

@chat.on_message(reply=True)
def on_message(connection_id: str, body: str) -> str:
    return body
""",
    "rooms": """
from pulumi_wingws import WebSocket

chat = WebSocket("Chat", connections=True)

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    chat.room("all").broadcast(body)

@chat.on_presence
def on_presence(presence) -> None:
    pass
""",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_urns_are_these(name, layer_cache, monkeypatch):
    """One that is gone or renamed would be made anew, with all that it holds."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(layer_cache))
    resources = deploy(PROGRAMS[name], target="aws").resources

    found = sorted(
        f"{each.parent}/{_LAYER.sub('-layer-DIGEST', each.name)} {each.type}"
        for each in resources
        if each.type != "pulumi:pulumi:Stack"
    )

    assert found == (GOLDEN / f"{name}.txt").read_text().splitlines()
