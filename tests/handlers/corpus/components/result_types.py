#> $connect {"queryStringParameters": {"as": "bob"}} -> {"statusCode": 403}
#> $connect {"queryStringParameters": {"as": "ann"}} -> {"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": "v1"}}
#> "x" -> "ConditionFailed True"
"""Result and error types in kept text map to the runtime's."""

import pulumi_wingws
from pulumi_wingws import Accept, ConditionFailed, DynamodbTable, Event, Reject, WebSocket

table = DynamodbTable("Rows", hash_key="id", attribute_definitions={"id": "S"})
chat = WebSocket("Chat")


@chat.on_connect
def on_connect(event: Event):
    return Accept(subprotocol="v1") if event.query["as"] == "ann" else Reject(403)


@chat.on_message(reply=True)
def on_message(connection_id: str, body: str) -> str:
    table.put_item(item={"id": body})
    try:
        table.put_item(item={"id": body}, condition_expression="attribute_not_exists(id)")
    except ConditionFailed as exc:
        same = isinstance(exc, pulumi_wingws.WingWsError)
        return f"{type(exc).__name__} {same}"
