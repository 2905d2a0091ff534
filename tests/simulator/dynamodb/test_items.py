"""Single items through stock boto3: put, get, update and delete."""

from decimal import Decimal

import pytest
from boto3.dynamodb.conditions import Attr
from botocore.exceptions import ClientError

KEY = {"id": {"S": "1"}}


def refusal(call, **parameters):
    """Return the code and message with which a call is refused."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_every_type_survives(resource, table):
    """What boto3's resource puts comes back as it was."""
    item = {
        "id": "1",
        "int": 7,
        "exact": Decimal("12345678901234567890123456789012345678"),
        "small": Decimal("-0.000000000000000000001"),
        "text": "naïve ☃ 🎉",
        "empty": "",
        "bytes": b"\x00\xff",
        "flag": False,
        "nothing": None,
        "strings": {"a", "b"},
        "numbers": {Decimal(1), Decimal("2.5")},
        "binaries": {b"a", b"b"},
        "list": [1, "a", [True]],
        "map": {"a": {"b": [None]}},
    }
    rows = resource.Table(table)
    rows.put_item(Item=item)

    answer = rows.get_item(Key={"id": "1"})

    assert answer["Item"] == item


def test_missing_item_has_no_item(client, table):
    """A get of nothing answers without an Item."""
    assert "Item" not in client.get_item(TableName=table, Key=KEY)


def test_put_replaces_the_whole_item(client, table):
    """The second put leaves nothing of the first."""
    client.put_item(TableName=table, Item=KEY | {"a": {"S": "x"}})

    answer = client.put_item(TableName=table, Item=KEY, ReturnValues="ALL_OLD")

    assert answer["Attributes"] == KEY | {"a": {"S": "x"}}
    assert client.get_item(TableName=table, Key=KEY)["Item"] == KEY


def test_put_returns_nothing_of_a_new_item(client, table):
    """ALL_OLD of an item that was not there is absent."""
    answer = client.put_item(TableName=table, Item=KEY, ReturnValues="ALL_OLD")

    assert "Attributes" not in answer


def test_failed_condition_changes_nothing(resource, table):
    """A condition that does not hold is ConditionalCheckFailedException."""
    rows = resource.Table(table)
    rows.put_item(Item={"id": "1", "n": 1})
    exceptions = resource.meta.client.exceptions

    with pytest.raises(
        exceptions.ConditionalCheckFailedException,
        match="The conditional request failed",
    ):
        rows.put_item(Item={"id": "1"}, ConditionExpression=Attr("id").not_exists())

    assert rows.get_item(Key={"id": "1"})["Item"] == {"id": "1", "n": 1}


def test_failed_condition_shows_the_old_item_when_asked(client, table):
    """ReturnValuesOnConditionCheckFailure puts the old item into the error."""
    old = KEY | {"n": {"N": "1"}}
    client.put_item(TableName=table, Item=old)

    with pytest.raises(ClientError) as caught:
        client.delete_item(
            TableName=table,
            Key=KEY,
            ConditionExpression="n > :n",
            ExpressionAttributeValues={":n": {"N": "1"}},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )

    assert caught.value.response["Item"] == old


def test_delete_returns_what_it_deleted(client, table):
    """A delete answers with the old item; deleting again is no error."""
    client.put_item(TableName=table, Item=KEY)

    first = client.delete_item(TableName=table, Key=KEY, ReturnValues="ALL_OLD")
    second = client.delete_item(TableName=table, Key=KEY, ReturnValues="ALL_OLD")

    assert first["Attributes"] == KEY
    assert "Attributes" not in second


@pytest.mark.parametrize(
    ("wanted", "returned"),
    [
        ("NONE", None),
        ("ALL_OLD", {"id": "1", "n": 1, "m": {"x": 1, "y": 1}, "old": 1}),
        ("ALL_NEW", {"id": "1", "n": 2, "m": {"x": 2, "y": 1}, "new": 1}),
        ("UPDATED_OLD", {"n": 1, "m": {"x": 1}, "old": 1}),
        ("UPDATED_NEW", {"n": 2, "m": {"x": 2}, "new": 1}),
    ],
)
def test_update_returns_what_was_asked(resource, table, wanted, returned):
    """ReturnValues chooses between old and new, all and updated attributes."""
    rows = resource.Table(table)
    rows.put_item(Item={"id": "1", "n": 1, "m": {"x": 1, "y": 1}, "old": 1})

    answer = rows.update_item(
        Key={"id": "1"},
        UpdateExpression="SET n = n + :one, m.x = :two, #new = :one REMOVE #old",
        ExpressionAttributeNames={"#new": "new", "#old": "old"},
        ExpressionAttributeValues={":one": 1, ":two": 2},
        ReturnValues=wanted,
    )

    assert answer.get("Attributes") == returned


def test_update_makes_a_missing_item(client, table):
    """An update of nothing starts from the key alone."""
    answer = client.update_item(
        TableName=table,
        Key=KEY,
        UpdateExpression="ADD visits :one",
        ExpressionAttributeValues={":one": {"N": "1"}},
        ReturnValues="ALL_NEW",
    )

    assert answer["Attributes"] == KEY | {"visits": {"N": "1"}}


def test_get_projects(client, table):
    """A ProjectionExpression narrows what a get shows."""
    client.put_item(TableName=table, Item=KEY | {"a": {"S": "x"}, "b": {"S": "y"}})

    answer = client.get_item(TableName=table, Key=KEY, ProjectionExpression="b")

    assert answer["Item"] == {"b": {"S": "y"}}


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (
            {"a": {"S": "1"}},
            "One or more parameter values were invalid: Missing the key id in the item",
        ),
        (
            {"id": {"N": "1"}},
            "One or more parameter values were invalid: "
            "Type mismatch for key id expected: S actual: N",
        ),
        (
            {"id": {"S": ""}},
            "One or more parameter values are not valid. The AttributeValue for a key "
            "attribute cannot contain an empty string value. Key: id",
        ),
        (
            {"id": {"S": "x" * 2049}},
            "One or more parameter values were invalid: "
            "Size of hashkey has exceeded the maximum size limit of2048 bytes",
        ),
        (
            {"id": {"S": "1"}, "a": {"S": "x" * 400 * 1024}},
            "Item size has exceeded the maximum allowed size",
        ),
        (
            {"id": {"S": "1"}, "a": {"N": "x"}},
            "The parameter cannot be converted to a numeric value: x",
        ),
    ],
)
def test_a_wrong_item_is_refused(client, table, item, message):
    """Items that the table cannot take are a ValidationException."""
    refused = refusal(client.put_item, TableName=table, Item=item)

    assert refused == ("ValidationException", message)


def test_an_item_of_400_kb_fits(client, table):
    """The limit of 400 KB counts names and values, and is allowed itself."""
    item = KEY | {"a": {"S": "x" * (400 * 1024 - len("id1a"))}}

    client.put_item(TableName=table, Item=item)

    assert client.get_item(TableName=table, Key=KEY)["Item"] == item


def test_an_update_cannot_outgrow_400_kb(client, table):
    """An update that makes the item too big leaves it as it was."""
    client.put_item(TableName=table, Item=KEY | {"a": {"S": "x" * 300 * 1024}})

    refused = refusal(
        client.update_item,
        TableName=table,
        Key=KEY,
        UpdateExpression="SET b = :b",
        ExpressionAttributeValues={":b": {"S": "x" * 200 * 1024}},
    )

    assert refused == (
        "ValidationException",
        "Item size to update has exceeded the maximum allowed size",
    )


@pytest.mark.parametrize(
    "key",
    [
        {"a": {"S": "1"}},
        {"id": {"N": "1"}},
        {"id": {"S": "1"}, "x": {"S": "1"}},
    ],
)
def test_a_wrong_key_is_refused(client, table, key):
    """A key has to be exactly the table's."""
    refused = refusal(client.get_item, TableName=table, Key=key)

    assert refused == (
        "ValidationException",
        "The provided key element does not match the schema",
    )


def test_a_key_cannot_be_updated(client, table):
    """An update that touches a key attribute is refused."""
    refused = refusal(
        client.update_item, TableName=table, Key=KEY, UpdateExpression="REMOVE id"
    )

    assert refused == (
        "ValidationException",
        "One or more parameter values were invalid: "
        "Cannot update attribute id. This attribute is part of the key",
    )


def test_missing_table_is_not_found(client):
    """An operation on a table that is not there is ResourceNotFoundException."""
    refused = refusal(client.get_item, TableName="nowhere", Key=KEY)

    assert refused == ("ResourceNotFoundException", "Requested resource not found")


def test_put_returns_only_old_values(client, table):
    """A put has no new values to return."""
    refused = refusal(
        client.put_item, TableName=table, Item=KEY, ReturnValues="ALL_NEW"
    )

    assert refused == (
        "ValidationException",
        "ReturnValues can only be ALL_OLD or NONE",
    )


def test_unknown_choice_is_refused_with_the_allowed_ones(client, table):
    """An enumerated parameter names its values."""
    refused = refusal(
        client.get_item, TableName=table, Key=KEY, ReturnConsumedCapacity="ALL"
    )

    assert refused == (
        "ValidationException",
        "1 validation error detected: Value 'ALL' at 'returnConsumedCapacity' failed "
        "to satisfy constraint: Member must satisfy enum value set: "
        "[INDEXES, TOTAL, NONE]",
    )


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (
            {"ExpressionAttributeNames": {"#a": "a"}},
            "ExpressionAttributeNames can only be specified when using expressions",
        ),
        (
            {"ExpressionAttributeValues": {":a": {"S": "a"}}},
            "ExpressionAttributeValues can only be specified when using expressions: "
            "ConditionExpression is null",
        ),
        (
            {"Expected": {"id": {"Exists": False}}},
            "parameter Expected is of the legacy API; expected ConditionExpression",
        ),
    ],
)
def test_parameters_have_to_fit_together(client, table, parameters, message):
    """Substitutions without an expression, and the legacy API, are refused."""
    refused = refusal(client.put_item, TableName=table, Item=KEY, **parameters)

    assert refused == ("ValidationException", message)


def test_consumed_capacity_counts_kilobytes(client, make_table):
    """A write costs a unit per KB, also in each index; a read half of one per 4 KB."""
    table = make_table(
        indexes=[
            {
                "IndexName": "by_color",
                "KeySchema": [{"AttributeName": "color", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        color="S",
    )
    item = KEY | {"color": {"S": "red"}, "a": {"S": "x" * 5000}}

    put = client.put_item(TableName=table, Item=item, ReturnConsumedCapacity="INDEXES")
    got = client.get_item(
        TableName=table, Key=KEY, ReturnConsumedCapacity="TOTAL", ConsistentRead=True
    )

    assert put["ConsumedCapacity"] == {
        "TableName": table,
        "CapacityUnits": 6.0,
        "Table": {"CapacityUnits": 5.0},
        "GlobalSecondaryIndexes": {"by_color": {"CapacityUnits": 1.0}},
    }
    assert got["ConsumedCapacity"] == {"TableName": table, "CapacityUnits": 2.0}
