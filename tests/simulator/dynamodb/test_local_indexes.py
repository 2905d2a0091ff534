"""Local secondary indexes: the table's hash key, another range key, nothing missing."""

import pytest
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError
from wingws_simulator.dynamodb import LocalSecondaryIndex, TableSpec
from wingws_simulator.dynamodb.errors import ResourceInUseException


def index(name, range_key, projection_type, hash_key="id"):
    return {
        "IndexName": name,
        "KeySchema": [
            {"AttributeName": hash_key, "KeyType": "HASH"},
            *([{"AttributeName": range_key, "KeyType": "RANGE"}] if range_key else []),
        ],
        "Projection": {"ProjectionType": projection_type},
    }


BY_AGE = index("by_age", "age", "KEYS_ONLY")


@pytest.fixture(name="rows")
def _rows(make_table, resource):
    """Rows n = 0…3 of the id `a`, the highest n the youngest; one has no age."""
    rows = resource.Table(make_table("n", local_indexes=[BY_AGE], n="N", age="N"))
    for n in range(4):
        rows.put_item(Item={"id": "a", "n": n, "age": 10 - n, "text": f"t{n}"})
    rows.put_item(Item={"id": "a", "n": 4, "text": "ageless"})
    return rows


def query(rows, **parameters):
    return rows.query(
        IndexName="by_age", KeyConditionExpression=Key("id").eq("a"), **parameters
    )


def test_rows_come_in_the_order_of_the_index(rows):
    """Those without its range key are not in it; others show what it projects."""
    items = query(rows)["Items"]

    assert items == [{"id": "a", "n": n, "age": 10 - n} for n in (3, 2, 1, 0)]


def test_reads_may_be_consistent(rows):
    """A local index, unlike a global one, shows every write at once if asked to."""
    rows.put_item(Item={"id": "a", "n": 9, "age": 1})

    assert query(rows, ConsistentRead=True)["Items"][0]["n"] == 9


def test_other_attributes_are_fetched_from_the_table(rows):
    """What the index does not keep is read from the table, which costs units."""
    whole = query(rows, Select="ALL_ATTRIBUTES", ReturnConsumedCapacity="INDEXES")
    part = query(
        rows, ProjectionExpression="#t", ExpressionAttributeNames={"#t": "text"}
    )

    assert [item["text"] for item in whole["Items"]] == ["t3", "t2", "t1", "t0"]
    assert part["Items"] == [{"text": f"t{n}"} for n in (3, 2, 1, 0)]
    assert whole["ConsumedCapacity"] == {
        "TableName": rows.name,
        "CapacityUnits": 2.5,
        "Table": {"CapacityUnits": 2.0},
        "LocalSecondaryIndexes": {"by_age": {"CapacityUnits": 0.5}},
    }


def test_a_filter_fetches_nothing(rows):
    """AWS refuses to filter by an attribute that the index does not keep."""
    with pytest.raises(ClientError) as caught:
        query(rows, FilterExpression=Attr("text").eq("t1"))

    assert caught.value.response["Error"]["Message"] == (
        "One or more parameter values were invalid: Secondary index by_age does not "
        "project one or more filter attributes: [text]"
    )


def test_pages_hold_the_place(rows):
    """A page's LastEvaluatedKey has the keys of the table and of the index."""
    first = query(rows, Limit=3)
    second = query(rows, Limit=3, ExclusiveStartKey=first["LastEvaluatedKey"])

    assert first["LastEvaluatedKey"] == {"id": "a", "n": 1, "age": 9}
    assert [item["n"] for item in second["Items"]] == [0]


def test_a_write_costs_units_of_the_index(rows):
    """A put that changes the index's row deletes one and writes one."""
    answer = rows.put_item(
        Item={"id": "a", "n": 0, "age": 99}, ReturnConsumedCapacity="INDEXES"
    )

    assert answer["ConsumedCapacity"]["LocalSecondaryIndexes"] == {
        "by_age": {"CapacityUnits": 2.0}
    }


def test_a_table_tells_of_its_indexes(client, rows):
    """DescribeTable lists them apart from global ones, without a status."""
    described = client.describe_table(TableName=rows.name)["Table"]

    (told,) = described["LocalSecondaryIndexes"]
    arn = f"{described['TableArn']}/index/by_age"
    assert told == BY_AGE | {"IndexArn": arn, "ItemCount": 4, "IndexSizeBytes": 43}


@pytest.mark.parametrize(
    ("range_key", "indexes", "message"),
    [
        (
            None,
            [BY_AGE],
            "Table KeySchema does not have a range key, which is required when "
            "specifying a LocalSecondaryIndex",
        ),
        ("n", [], "List of LocalSecondaryIndexes is empty"),
        (
            "n",
            [index("by_age", None, "ALL")],
            "Index KeySchema does not have a range key for index: by_age",
        ),
        (
            "n",
            [index("by_age", "n", "ALL", "age")],
            "Index KeySchema does not have the same leading hash key as table "
            "KeySchema for index: by_age. index hash key: age, table hash key: id",
        ),
        ("n", [BY_AGE, BY_AGE], "Duplicate index name: by_age"),
        (
            "n",
            [BY_AGE | {"IndexName": f"by_age_{n}"} for n in range(6)],
            "Number of LocalSecondaryIndexes exceeds per-table limit of 5",
        ),
    ],
)
def test_a_wrong_index_is_refused(client, range_key, indexes, message):
    """What AWS would not make is refused in its words."""
    names = [name for name in ("id", range_key, "age") if name]
    keys = [name for name in ("id", range_key) if name]
    with pytest.raises(ClientError) as caught:
        client.create_table(
            TableName="refused",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"} for name in names
            ],
            KeySchema=[
                {"AttributeName": name, "KeyType": kind}
                for name, kind in zip(keys, ("HASH", "RANGE"), strict=False)
            ],
            LocalSecondaryIndexes=indexes,
        )

    assert caught.value.response["Error"]["Message"] == (
        f"One or more parameter values were invalid: {message}"
    )


def test_a_table_keeps_the_local_indexes_it_was_made_with(service):
    """As on AWS, where another local index makes another table."""
    spec = TableSpec("people", "id", {"id": "S", "n": "N", "age": "N"}, "n", (),
                     (LocalSecondaryIndex("by_age", "age"),))  # fmt: skip
    service.put_table(spec)

    with pytest.raises(ResourceInUseException, match="others need another table"):
        service.put_table(TableSpec("people", "id", {"id": "S", "n": "N"}, "n"))
    assert TableSpec.from_dict(spec.to_dict()) == spec
