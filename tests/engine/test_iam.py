"""Least privilege holds on the simulator as it would on AWS."""

import json

import pytest
from websockets.sync.client import connect

from tests.engine.simulator import Stack

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

PROGRAM = """
import boto3
import pulumi
from pulumi_wingws import DynamodbTable, WebSocket

rows = DynamodbTable("Rows", hash_key="id", attribute_definitions={"id": "S"})
name = rows.table_name
api = WebSocket("Api")

@api.on_message
def on_message(connection_id: str, body: str) -> None:
    rows.put_item(item={"id": body})
    client = boto3.client("dynamodb")
    try:
        client.delete_item(TableName=name.get(), Key={"id": {"S": body}})
    except client.exceptions.ClientError as error:
        api.send_message(connection_id, str(error))
        raise
    api.send_message(connection_id, "deleted")

pulumi.export("url", api.url)
pulumi.export("arn", rows.arn)
"""


def answer(stack):
    with connect(stack.project.outputs["url"]) as client:
        client.send("a")
        return client.recv(timeout=20)


def test_a_handler_may_do_what_its_code_calls_and_no_more(make_project):
    """Stock boto3 gets AWS's sentence, the log the remedy; an option turns it off."""
    project = make_project(PROGRAM)
    project.config_set("target", "sim")
    project.up()
    stack = Stack(project)
    lacks = f"dynamodb:DeleteItem on {project.outputs['arn']}"

    assert answer(stack) == (
        "An error occurred (AccessDeniedException) when calling the DeleteItem "
        "operation: User: arn:aws:sts::000000000000:assumed-role/Api-default-role/"
        "Api-default is not authorized to perform: "
        f"{lacks.replace(' on ', ' on resource: ')} because no identity-based policy "
        "allows the dynamodb:DeleteItem action"
    )
    project.config_set("wingws:enforceIam", "false")
    project.up()
    assert answer(stack) == "deleted"
    assert f"role lacks {lacks}: " in stack.log("Api-default")


TRANSACTION = """
import pulumi
from pulumi_wingws import DynamodbTable, Get, Put, Update, WebSocket

keys = {"hash_key": "id", "attribute_definitions": {"id": "S"}}
orders, stock = DynamodbTable("Orders", **keys), DynamodbTable("Stock", **keys)
api = WebSocket("Api")

@api.on_message
def on_message(connection_id: str, body: str) -> None:
    add = Update(
        table=stock,
        key={"id": body},
        update_expression="ADD amount :one",
        expression_attribute_values={":one": 1},
    )
    orders.transact_write_items(transact_items=[Put(item={"id": body}), add])
    parts = [Get(key={"id": body}, table=table) for table in (stock, orders)]
    api.send_message(connection_id, [*orders.transact_get_items(transact_items=parts)])

@api.route("clean")
def clean(connection_id: str) -> None:
    orders.batch_write_item(put_requests=[{"id": str(n)} for n in range(30)])
    found = orders.batch_get_item(keys=[{"id": str(n)} for n in range(30)])
    orders.batch_write_item(delete_requests=[{"id": item["id"]} for item in found])
    api.send_message(connection_id, {"left": [*orders.scan()]})

pulumi.export("url", api.url)
"""


def test_a_transaction_of_two_tables_is_allowed_both(make_project):
    """What its parts name as `table=` is in the role too; and so are batches."""
    project = make_project(TRANSACTION)
    project.config_set("target", "sim")
    project.up()

    with connect(project.outputs["url"]) as client:
        client.send('{"action": "clean"}')
        assert json.loads(client.recv(timeout=20)) == {"left": []}
        client.send("tea")
        assert json.loads(client.recv(timeout=20)) == [
            {"id": "tea", "amount": 1},
            {"id": "tea"},
        ]
