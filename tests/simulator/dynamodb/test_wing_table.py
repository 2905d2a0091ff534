"""Wing's own tests of its table, as far as they concern the operations here."""

import pytest
from boto3.dynamodb.conditions import Key

JOE = {"id": "1", "name": "Joe Doe", "age": 50}


@pytest.fixture(name="rows")
def _rows(resource, table):
    return resource.Table(table)


@pytest.fixture(name="aged")
def _aged(resource, make_table):
    """A table with the range key ``age``."""
    return resource.Table(make_table("age", age="N"))


def test_put_and_get_item(rows):
    """What was put is what get returns."""
    rows.put_item(Item=JOE)

    assert rows.get_item(Key={"id": "1"})["Item"] == JOE


def test_update_item(rows):
    """``set age = :age`` changes one attribute."""
    rows.put_item(Item=JOE)

    rows.update_item(
        Key={"id": "1"},
        UpdateExpression="set age = :age",
        ExpressionAttributeValues={":age": 51},
    )

    assert rows.get_item(Key={"id": "1"})["Item"] == JOE | {"age": 51}


def test_insert_the_same_id_twice(rows):
    """The second put overwrites, unless its condition forbids it."""
    rows.put_item(Item=JOE)
    rows.put_item(Item=JOE | {"name": "Joe"})

    with pytest.raises(
        rows.meta.client.exceptions.ConditionalCheckFailedException,
        match="The conditional request failed",
    ):
        rows.put_item(Item=JOE, ConditionExpression="attribute_not_exists(id)")

    assert rows.get_item(Key={"id": "1"})["Item"]["name"] == "Joe"


def test_update_an_item_that_does_not_exist(rows):
    """An update makes the item."""
    rows.update_item(
        Key={"id": "1"},
        UpdateExpression="set age = :age",
        ExpressionAttributeValues={":age": 50},
    )

    assert rows.get_item(Key={"id": "1"})["Item"] == {"id": "1", "age": 50}


def test_delete_item(rows):
    """A deleted item is gone; deleting it again is no error."""
    rows.put_item(Item=JOE)

    rows.delete_item(Key={"id": "1"})
    rows.delete_item(Key={"id": "1"})

    assert "Item" not in rows.get_item(Key={"id": "1"})


def test_scan(rows):
    """A scan returns all items, in no particular order."""
    items = [JOE, JOE | {"id": "2"}]
    for item in items:
        rows.put_item(Item=item)

    assert sorted(rows.scan()["Items"], key=lambda item: item["id"]) == items


def test_query(aged):
    """A query returns the items of a hash key by range key."""
    for key, age in (("1", 2), ("1", 1), ("2", 3), ("2", 1)):
        aged.put_item(Item={"id": key, "age": age})

    def ages(key):
        answer = aged.query(KeyConditionExpression=Key("id").eq(key))
        return [item["age"] for item in answer["Items"]]

    assert ages("1") == [1, 2]
    assert ages("2") == [1, 3]


def test_query_an_index(resource, make_table):
    """The table sorts by its range key, the index by its own."""
    index = {
        "IndexName": "AgeIndex",
        "KeySchema": [
            {"AttributeName": "team", "KeyType": "HASH"},
            {"AttributeName": "age", "KeyType": "RANGE"},
        ],
        "Projection": {"ProjectionType": "ALL"},
    }
    rows = resource.Table(
        make_table("number", indexes=[index], number="N", team="S", age="N")
    )
    for number, age in ((4, 18), (1, 20), (3, 39), (2, 13)):
        rows.put_item(Item={"id": "t", "team": "t", "number": number, "age": age})

    by_number = rows.query(KeyConditionExpression=Key("id").eq("t"))["Items"]
    by_age = rows.query(
        IndexName="AgeIndex", KeyConditionExpression=Key("team").eq("t")
    )["Items"]

    assert [item["number"] for item in by_number] == [1, 2, 3, 4]
    assert [(item["number"], item["age"]) for item in by_age] == [
        (2, 13),
        (4, 18),
        (1, 20),
        (3, 39),
    ]


def test_posts_by_date(resource, make_table):
    """``scanIndexForward: false`` gives the newest first, by the index's date."""
    index = {
        "IndexName": "CreatedAtIndex",
        "KeySchema": [
            {"AttributeName": "blog", "KeyType": "HASH"},
            {"AttributeName": "createdAt", "KeyType": "RANGE"},
        ],
        "Projection": {"ProjectionType": "ALL"},
    }
    rows = resource.Table(
        make_table("post", indexes=[index], post="S", blog="S", createdAt="N")
    )
    for created_at, post in enumerate(("zuegksw", "dirnfhw", "pdkeruf", "azjekfw")):
        item = {"id": "b", "blog": "b", "post": post, "createdAt": created_at}
        rows.put_item(Item=item)

    def newest(**options):
        answer = rows.query(ScanIndexForward=False, **options)
        return [item["post"] for item in answer["Items"]]

    assert newest(KeyConditionExpression=Key("id").eq("b")) == [
        "zuegksw",
        "pdkeruf",
        "dirnfhw",
        "azjekfw",
    ]
    assert newest(
        IndexName="CreatedAtIndex", KeyConditionExpression=Key("blog").eq("b")
    ) == ["azjekfw", "pdkeruf", "dirnfhw", "zuegksw"]
