"""boto3's condition objects next to expressions."""

import pytest
from boto3.dynamodb.conditions import Attr, Key
from boto3.exceptions import DynamoDBNeedsKeyConditionError
from wingws_runtime import ConditionFailed
from wingws_runtime.table_request import to_wire


@pytest.fixture
def posts(make_table):
    """A table of three posts of one author, with an index by topic."""
    table = make_table(
        range_key="n", indexes={"Topics": ("topic", "n")}, n="N", topic="S"
    )
    for n, topic in ((1, "tea"), (2, "cats"), (3, "tea")):
        table.put_item(item={"id": "ann", "n": n, "topic": topic, "size": n * 10})
    return table


def test_key_condition(posts):
    """Keys select by hash key and range key."""
    found = posts.query(key_condition_expression=Key("id").eq("ann") & Key("n").gte(2))

    assert [item["n"] for item in found] == [2, 3]


def test_key_condition_and_filter(posts):
    """Both of a query may be objects; their placeholders do not meet."""
    found = posts.query(
        index_name="Topics",
        key_condition_expression=Key("topic").eq("tea"),
        filter_expression=Attr("size").gt(10),
    )

    assert [item["n"] for item in found] == [3]


def test_order_of_placeholders():
    """The key condition's come first, whatever the order of the arguments."""
    request = to_wire(
        {
            "filter_expression": Attr("size").gt(10),
            "key_condition_expression": Key("topic").eq("tea"),
        }
    )

    assert request["KeyConditionExpression"] == "#n0 = :v0"
    assert request["FilterExpression"] == "#n1 > :v1"


def test_filter_of_a_scan(posts):
    """A scan takes one too, on each page that it fetches."""
    found = posts.scan(filter_expression=Attr("topic").is_in(["cats", "x"]), limit=1)

    assert [item["n"] for item in found] == [2]


def test_object_beside_text(posts):
    """An object and an expression with names and values of its own go together."""
    found = posts.query(
        key_condition_expression=Key("id").eq("ann"),
        filter_expression="#s < :s",
        expression_attribute_names={"#s": "size"},
        expression_attribute_values={":s": 25},
    )

    assert [item["n"] for item in found] == [1, 2]


def test_condition_of_a_write(posts):
    """A write takes one; the error shows the expression that it became."""
    with pytest.raises(ConditionFailed) as caught:
        posts.delete_item(
            key={"id": "ann", "n": 1}, condition_expression=Attr("size").gt(10)
        )

    assert caught.value.condition_expression == "#n0 > :v0"
    assert posts.scan().count == 3


def test_values_are_converted():
    """Values in an object may be what values in items may be, floats too."""
    assert to_wire({"filter_expression": Attr("a").between(0.5, 1)}) == {
        "FilterExpression": "#n0 BETWEEN :v0 AND :v1",
        "ExpressionAttributeNames": {"#n0": "a"},
        "ExpressionAttributeValues": {":v0": {"N": "0.5"}, ":v1": {"N": "1"}},
    }


def test_object_without_values():
    """An object without values sends none, which DynamoDB would refuse."""
    assert to_wire({"condition_expression": Attr("a").exists()}) == {
        "ConditionExpression": "attribute_exists(#n0)",
        "ExpressionAttributeNames": {"#n0": "a"},
    }


def test_placeholder_taken():
    """A placeholder of an object's cannot be one's own too."""
    with pytest.raises(ValueError, match=r"'#n0' of expression_attribute_names"):
        to_wire(
            {
                "condition_expression": Attr("a").exists(),
                "expression_attribute_names": {"#n0": "b"},
            }
        )


def test_attribute_in_a_key_condition():
    """boto3 says what is wrong with an Attr where a Key belongs."""
    with pytest.raises(DynamoDBNeedsKeyConditionError):
        to_wire({"key_condition_expression": Attr("id").eq("a")})


def test_something_else():
    """Neither text nor a condition is refused with both that are allowed."""
    with pytest.raises(TypeError) as caught:
        to_wire({"filter_expression": 7})

    assert str(caught.value) == (
        "filter_expression 7 is not allowed; expected text or a condition of "
        "boto3.dynamodb.conditions"
    )
