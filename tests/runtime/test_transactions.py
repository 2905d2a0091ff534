"""Transactions, of one table and of several."""

import json
import pickle
from dataclasses import FrozenInstanceError

import pytest
from boto3.dynamodb.conditions import Attr
from wingws_runtime import (
    ConditionCheck,
    Delete,
    DynamodbTable,
    Get,
    Put,
    TransactionCanceled,
    Update,
)


@pytest.fixture
def table(wingws, aws):
    """Return a table whose DynamoDB is the stand-in."""
    wingws(tables={"Rows": {"name": "Rows-1a2b"}, "Stock": {"name": "Stock-3c4d"}})
    return DynamodbTable("Rows")


def test_several_tables(make_table):
    """One transaction writes into several tables, or into none of them."""
    orders, stock = make_table(), make_table()
    stock.put_item(item={"id": "tea", "left": 1})

    def buy(order):
        orders.transact_write_items(
            transact_items=[
                Put(item={"id": order}),
                Update(
                    key={"id": "tea"},
                    update_expression="ADD #l :n",
                    condition_expression="#l > :none",
                    expression_attribute_names={"#l": "left"},
                    expression_attribute_values={":n": -1, ":none": 0},
                    return_values_on_condition_check_failure="ALL_OLD",
                    table=stock,
                ),
            ]
        )

    buy("first")
    with pytest.raises(TransactionCanceled) as caught:
        buy("second")

    assert orders.scan().items == [{"id": "first"}]
    assert stock.scan().items == [{"id": "tea", "left": 0}]
    put, update = caught.value.reasons
    assert (put.code, put.item) == ("None", None)
    assert update.code == "ConditionalCheckFailed"
    assert update.item == {"id": "tea", "left": 0}


def test_read_several_tables(make_table):
    """Items of several tables come back in the order of the parts, None for none."""
    first, second = make_table(), make_table()
    first.put_item(item={"id": "a", "name": "Ann"})
    second.put_item(item={"id": "b", "name": "Bob"})

    result = first.transact_get_items(
        transact_items=[
            Get(key={"id": "b"}, table=second),
            Get(key={"id": "b"}),
            Get(key={"id": "a"}),
        ]
    )

    assert [*result] == [{"id": "b", "name": "Bob"}, None, {"id": "a", "name": "Ann"}]


def test_each_part(rows):
    """Put, Update, Delete and ConditionCheck take conditions, text or objects."""
    for name in ("gone", "changed", "checked"):
        rows.put_item(item={"id": name, "n": 1})

    rows.transact_write_items(
        transact_items=[
            Put(item={"id": "new"}, condition_expression="attribute_not_exists(id)"),
            Update(
                key={"id": "changed"},
                update_expression="SET n = :two",
                expression_attribute_values={":two": 2},
                condition_expression=Attr("n").eq(1),
            ),
            Delete(key={"id": "gone"}, condition_expression=Attr("n").lt(2)),
            ConditionCheck(
                key={"id": "checked"},
                condition_expression="n = :one",
                expression_attribute_values={":one": 1},
            ),
        ]
    )

    assert {item["id"]: item.get("n") for item in rows.scan()} == {
        "changed": 2,
        "checked": 1,
        "new": None,
    }


def test_what_is_sent(table, aws):
    """Each part is of the table that is called, unless it says another."""
    aws.will_answer(
        body={
            "ConsumedCapacity": [{"TableName": "Rows-1a2b", "CapacityUnits": 2.0}],
            "ItemCollectionMetrics": {"Rows-1a2b": [{"SizeEstimateRangeGB": [0, 1]}]},
        }
    )

    result = table.transact_write_items(
        transact_items=(
            part
            for part in (
                Put(item={"id": "a", "n": 0.5}),
                Delete(key={"id": "b"}, table=DynamodbTable("Stock")),
            )
        ),
        return_consumed_capacity="TOTAL",
        return_item_collection_metrics="SIZE",
    )

    document = json.loads(aws.requests[0][3])
    assert document.pop("ClientRequestToken")  # boto3's own
    assert document == {
        "TransactItems": [
            {
                "Put": {
                    "TableName": "Rows-1a2b",
                    "Item": {"id": {"S": "a"}, "n": {"N": "0.5"}},
                }
            },
            {"Delete": {"TableName": "Stock-3c4d", "Key": {"id": {"S": "b"}}}},
        ],
        "ReturnConsumedCapacity": "TOTAL",
        "ReturnItemCollectionMetrics": "SIZE",
    }
    assert [each["CapacityUnits"] for each in result.consumed_capacity] == [2.0]
    assert [*result.item_collection_metrics] == ["Rows-1a2b"]


def test_projection(table, aws):
    """A read says which attributes, which moto leaves to the one who asks."""
    aws.will_answer(body={"Responses": [{"Item": {"name": {"S": "Ann"}}}]})

    result = table.transact_get_items(
        transact_items=[
            Get(
                key={"id": "a"},
                projection_expression="#n",
                expression_attribute_names={"#n": "name"},
            )
        ]
    )

    assert [*result] == [{"name": "Ann"}]
    assert json.loads(aws.requests[0][3])["TransactItems"] == [
        {
            "Get": {
                "TableName": "Rows-1a2b",
                "Key": {"id": {"S": "a"}},
                "ProjectionExpression": "#n",
                "ExpressionAttributeNames": {"#n": "name"},
            }
        }
    ]


@pytest.mark.parametrize(
    ("method", "part", "sentence"),
    [
        (
            "transact_write_items",
            {"put": {"item": {"id": "a"}}},
            "transact item {'put': {'item': {'id': 'a'}}} is not allowed; "
            "expected Put or Update or Delete or ConditionCheck",
        ),
        (
            "transact_get_items",
            {"id": "a"},
            "transact item {'id': 'a'} is not allowed; expected Get",
        ),
    ],
)
def test_what_is_no_part(table, aws, method, part, sentence):
    """What is no part of such a transaction is refused before anything is asked."""
    with pytest.raises(TypeError) as caught:
        getattr(table, method)(transact_items=[part])

    assert str(caught.value) == sentence
    assert aws.requests == []


def test_a_name_is_no_table(table, aws):
    """A part names its table by the table itself."""
    with pytest.raises(TypeError, match="table 'Stock' of a transact item"):
        table.transact_get_items(transact_items=[Get(key={"id": "a"}, table="Stock")])

    assert aws.requests == []


def test_parts_do_not_change():
    """A part can be kept, copied and compared; it cannot be changed."""
    part = Put(item={"id": "a"})

    assert pickle.loads(pickle.dumps(part)) == part
    with pytest.raises(FrozenInstanceError):
        part.item = {}
