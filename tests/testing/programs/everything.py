"""A chat with a bit of everything, for the kit to poke at."""

import json
import time

import pulumi
from helpers import loud

from pulumi_wingws import (
    Accept,
    Change,
    DynamodbTable,
    Event,
    Reject,
    WebSocket,
)

config = pulumi.Config()
limit = config.require_int("limit")

table = DynamodbTable(
    "Connections",
    hash_key="id",
    attribute_definitions={"id": "S"},
    time_to_live_attribute="expires",
    stream="NEW_IMAGE",
)
chat = WebSocket("Chat", stage_variables={"colour": "red"})
other = WebSocket("Other")


@chat.on_connect
def on_connect(connection_id: str, event: Event):
    if event.query.get("user") == "nobody":
        return Reject(401)
    item = {"id": connection_id, "expires": int(time.time()) + 3600}
    table.put_item(item={**item, "user": event.query.get("user", "?")})
    return Accept(
        subprotocol="v1" if "Sec-WebSocket-Protocol" in event.headers else None
    )


@chat.on_disconnect
def on_disconnect(connection_id: str, event: Event):
    print("bye", event.close_code)
    table.delete_item(key={"id": connection_id})


@chat.on_message
def on_message(connection_id: str, body: str):
    print("got", body)
    for item in table.scan():
        chat.send_message(item["id"], body)


@chat.route("shout")
def shout(connection_id: str, body: str):
    chat.send_message(connection_id, loud(json.loads(body)["text"]))


@chat.route("settings")
def settings(connection_id: str):
    known = {
        "limit": limit,
        "greeting": config.require("greeting"),
        "callback_url": chat.callback_url.get(),
    }
    chat.send_message(connection_id, known)


@chat.route("fail")
def fail(connection_id: str):
    print("about to fail")
    raise LookupError("no such user")


@chat.route("kick")
def kick(connection_id: str):
    chat.disconnect(connection_id)


@table.on_change
def changed(change: Change):
    print(change.kind)


@other.on_message(reply=True)
async def echo(connection_id: str, body: str):
    return body
