"""The table's methods, seen from DynamoDB's end of boto3."""

import json
from decimal import Decimal

import pytest
from wingws_runtime import DynamodbTable


@pytest.fixture
def table(wingws, aws):
    """Return a table whose DynamoDB is the stand-in."""
    wingws(tables={"Rows": {"name": "Rows-1a2b"}})
    return DynamodbTable("Rows")


def asked(aws):
    """Return the operation and the document of each request."""
    return [
        (headers["X-Amz-Target"].removeprefix("DynamoDB_20120810."), json.loads(body))
        for _, _, headers, body in aws.requests
    ]


def test_put_item(table, aws):
    """An item is stored in DynamoDB's form."""
    aws.will_answer(body={})
    assert table.put_item(item={"id": "a", "n": 0.5}).attributes is None
    item = {"id": {"S": "a"}, "n": {"N": "0.5"}}
    assert asked(aws) == [("PutItem", {"TableName": "Rows-1a2b", "Item": item})]


def test_put_item_with_everything(table, aws):
    """All arguments of a write are passed on, values converted."""
    aws.will_answer(
        body={
            "Attributes": {"id": {"S": "a"}},
            "ConsumedCapacity": {"TableName": "Rows-1a2b", "CapacityUnits": 1.0},
            "ItemCollectionMetrics": {"SizeEstimateRangeGB": [0.0, 1.0]},
        }
    )
    result = table.put_item(
        item={"id": "a"},
        condition_expression="#n = :n",
        expression_attribute_names={"#n": "n"},
        expression_attribute_values={":n": 1},
        return_values="ALL_OLD",
        return_consumed_capacity="TOTAL",
        return_item_collection_metrics="SIZE",
        return_values_on_condition_check_failure="ALL_OLD",
    )
    assert result.attributes == {"id": "a"}
    assert result.consumed_capacity == {"TableName": "Rows-1a2b", "CapacityUnits": 1.0}
    assert result.item_collection_metrics == {"SizeEstimateRangeGB": [0.0, 1.0]}
    assert asked(aws)[0][1] == {
        "TableName": "Rows-1a2b",
        "Item": {"id": {"S": "a"}},
        "ConditionExpression": "#n = :n",
        "ExpressionAttributeNames": {"#n": "n"},
        "ExpressionAttributeValues": {":n": {"N": "1"}},
        "ReturnValues": "ALL_OLD",
        "ReturnConsumedCapacity": "TOTAL",
        "ReturnItemCollectionMetrics": "SIZE",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }


@pytest.mark.parametrize(
    ("answer", "item"),
    [
        ({"Item": {"n": {"N": "1"}, "x": {"N": "0.5"}}}, {"n": 1, "x": Decimal("0.5")}),
        ({"Item": {}}, {}),
        ({}, None),
    ],
)
def test_get_item(table, aws, answer, item):
    """An item comes back in Python's values, None if there is none."""
    aws.will_answer(body=answer)
    assert table.get_item(key={"id": "a"}, consistent_read=True).item == item
    key = {"id": {"S": "a"}}
    expected = {"TableName": "Rows-1a2b", "Key": key, "ConsistentRead": True}
    assert asked(aws) == [("GetItem", expected)]


def test_update_item(table, aws):
    """An update passes its expression on and returns what was asked for."""
    aws.will_answer(body={"Attributes": {"n": {"N": "2"}}})
    result = table.update_item(
        key={"id": "a"},
        update_expression="SET n = :n",
        expression_attribute_values={":n": 2},
        return_values="ALL_NEW",
    )
    assert result.attributes == {"n": 2}
    operation, document = asked(aws)[0]
    assert operation == "UpdateItem"
    assert document["UpdateExpression"] == "SET n = :n"


def test_delete_item(table, aws):
    """An item is deleted by its key."""
    aws.will_answer(body={})
    table.delete_item(key={"id": "a"})
    expected = {"TableName": "Rows-1a2b", "Key": {"id": {"S": "a"}}}
    assert asked(aws) == [("DeleteItem", expected)]


def page(*ids, more=False):
    """Return DynamoDB's answer of one page."""
    answer = {"Items": [{"id": {"S": i}} for i in ids], "Count": len(ids)}
    last = {"LastEvaluatedKey": {"id": {"S": ids[-1]}}} if more else {}
    return answer | {"ScannedCount": 9} | last


def test_scan_gives_one_page(table, aws):
    """A result's attributes are of one page."""
    aws.will_answer(body=page("a", "b", more=True))
    result = table.scan(limit=2)
    assert result.items == [{"id": "a"}, {"id": "b"}]
    assert (result.count, result.scanned_count) == (2, 9)
    assert result.last_evaluated_key == {"id": "b"}
    assert asked(aws) == [("Scan", {"TableName": "Rows-1a2b", "Limit": 2})]


def test_iteration_goes_through_all_pages(table, aws):
    """Iterating fetches page after page, as far as it goes."""
    aws.will_answer(body=page("a", more=True))
    aws.will_answer(body=page("b", more=True))
    aws.will_answer(body=page())
    rows = iter(
        table.scan(filter_expression="n = :n", expression_attribute_values={":n": 1})
    )
    assert next(rows) == {"id": "a"}
    assert len(aws.requests) == 1
    assert list(rows) == [{"id": "b"}]
    first, second, third = [document for _, document in asked(aws)]
    assert "ExclusiveStartKey" not in first
    assert second == first | {"ExclusiveStartKey": {"id": {"S": "a"}}}
    assert third == first | {"ExclusiveStartKey": {"id": {"S": "b"}}}


def test_scan_with_everything(table, aws):
    """All arguments of a scan are passed on, values converted."""
    aws.will_answer(body=page() | {"ConsumedCapacity": {"CapacityUnits": 0.5}})
    result = table.scan(
        index_name="by_age",
        filter_expression="#n > :n",
        projection_expression="id, #n",
        expression_attribute_names={"#n": "n"},
        expression_attribute_values={":n": 1},
        select="SPECIFIC_ATTRIBUTES",
        limit=5,
        exclusive_start_key={"id": "a"},
        consistent_read=False,
        segment=0,
        total_segments=2,
        return_consumed_capacity="INDEXES",
    )
    assert result.consumed_capacity == {"CapacityUnits": 0.5}
    assert asked(aws)[0][1] == {
        "TableName": "Rows-1a2b",
        "IndexName": "by_age",
        "FilterExpression": "#n > :n",
        "ProjectionExpression": "id, #n",
        "ExpressionAttributeNames": {"#n": "n"},
        "ExpressionAttributeValues": {":n": {"N": "1"}},
        "Select": "SPECIFIC_ATTRIBUTES",
        "Limit": 5,
        "ExclusiveStartKey": {"id": {"S": "a"}},
        "ConsistentRead": False,
        "Segment": 0,
        "TotalSegments": 2,
        "ReturnConsumedCapacity": "INDEXES",
    }


def test_query(table, aws):
    """A query passes its condition and direction on, and pages like a scan."""
    aws.will_answer(body=page("a"))
    result = table.query(
        key_condition_expression="id = :id",
        expression_attribute_values={":id": "a"},
        index_name="by_age",
        scan_index_forward=False,
    )
    assert list(result) == [{"id": "a"}]
    operation, document = asked(aws)[0]
    assert operation == "Query"
    assert document["IndexName"] == "by_age"
    assert document["ScanIndexForward"] is False
    assert document["ExpressionAttributeValues"] == {":id": {"S": "a"}}
