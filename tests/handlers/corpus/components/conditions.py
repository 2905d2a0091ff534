#> "ann" -> "exists #n0 1 ann"
#% dynamodb:PutItem dynamodb:Scan
"""Condition objects of boto3, made in the handler and before it."""

from boto3.dynamodb.conditions import Attr

from pulumi_wingws import ConditionFailed, DynamodbTable, WebSocket

rows = DynamodbTable("Rows", hash_key="id", attribute_definitions={"id": "S"})
chat = WebSocket("Chat")

NEW = Attr("id").not_exists()


@chat.on_message(reply=True)
def on_message(connection_id, body):
    rows.put_item(item={"id": body})
    try:
        rows.put_item(item={"id": body}, condition_expression=NEW)
    except ConditionFailed as failed:
        name = failed.condition_expression.partition("(")[2].rstrip(")")
    found = rows.scan(filter_expression=Attr("id").eq(body)).items
    return f"exists {name} {len(found)} {found[0]['id']}"
