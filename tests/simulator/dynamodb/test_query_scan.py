"""Query and Scan through stock boto3: order, pages, filters, indexes, segments."""

from decimal import Decimal

import pytest
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError

BY_COLOR = {
    "IndexName": "by_color",
    "KeySchema": [
        {"AttributeName": "color", "KeyType": "HASH"},
        {"AttributeName": "n", "KeyType": "RANGE"},
    ],
    "Projection": {"ProjectionType": "ALL"},
}
KEYS_ONLY = BY_COLOR | {
    "IndexName": "keys_only",
    "Projection": {"ProjectionType": "KEYS_ONLY"},
}


@pytest.fixture(name="rows")
def _rows(make_table, resource):
    """A table of id and n, n from 0 to 4 for the ids a and b, with two indexes."""
    name = make_table("n", indexes=[BY_COLOR, KEYS_ONLY], n="N", color="S")
    rows = resource.Table(name)
    for key in "ab":
        for n in range(5):
            color = "red" if n % 2 else "blue"
            rows.put_item(Item={"id": key, "n": n, "color": color, "text": f"t{n}"})
    return rows


def ns(answer):
    return [int(item["n"]) for item in answer["Items"]]


def everything(operation, **parameters):
    """Follow the pages to the end; return them."""
    pages = [operation(**parameters)]
    while last := pages[-1].get("LastEvaluatedKey"):
        pages.append(operation(**parameters, ExclusiveStartKey=last))
    return pages


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (Key("n").eq(2), [2]),
        (Key("n").lt(2), [0, 1]),
        (Key("n").lte(2), [0, 1, 2]),
        (Key("n").gt(2), [3, 4]),
        (Key("n").gte(2), [2, 3, 4]),
        (Key("n").between(1, 3), [1, 2, 3]),
        (Key("n").eq(Decimal("2.5")), []),
    ],
)
def test_query_reads_a_range_in_order(rows, condition, found):
    """A key condition selects by range key, in its order."""
    answer = rows.query(KeyConditionExpression=Key("id").eq("a") & condition)

    assert ns(answer) == found
    assert answer["Count"] == answer["ScannedCount"] == len(found)


def test_query_can_go_backwards(rows):
    """ScanIndexForward=False turns the order, also over pages."""
    pages = everything(
        rows.query,
        KeyConditionExpression=Key("id").eq("a"),
        ScanIndexForward=False,
        Limit=2,
    )

    assert [n for page in pages for n in ns(page)] == [4, 3, 2, 1, 0]


@pytest.mark.parametrize(
    ("key_type", "values"),
    [
        ("S", ["", "a", "a\x00", "a\x00b", "a\x01", "aa", "b", "é", "🎉"]),
        ("B", [b"\x00", b"\x00\x01", b"\x00\xff", b"\x01", b"\xff", b"\xff\xff"]),
        ("N", [-(10**30), -2, Decimal("-1.05"), -1, 0, Decimal("0.1"), 1, 10, 10**30]),
    ],
)
def test_range_keys_sort_as_on_aws(make_table, resource, key_type, values):
    """Text and bytes sort by bytes, numbers by value."""
    rows = resource.Table(make_table("k", k=key_type))
    values = [value for value in values if value != ""]
    for value in reversed(values):
        rows.put_item(Item={"id": "1", "k": value})

    answer = rows.query(KeyConditionExpression=Key("id").eq("1"))

    assert [item["k"] for item in answer["Items"]] == values


@pytest.mark.parametrize(
    ("prefix", "found"), [("a", 3), ("a\x00", 1), ("b", 1), ("🎉", 0)]
)
def test_begins_with_selects_a_prefix(make_table, resource, prefix, found):
    """``begins_with`` reads the range keys with this beginning."""
    rows = resource.Table(make_table("k", k="S"))
    for value in ("a", "a\x00x", "az", "b"):
        rows.put_item(Item={"id": "1", "k": value})
    condition = Key("id").eq("1") & Key("k").begins_with(prefix)

    assert rows.query(KeyConditionExpression=condition)["Count"] == found


def test_bytes_of_ff_can_be_a_prefix(make_table, resource):
    """A prefix after which nothing sorts still ends at its hash key."""
    rows = resource.Table(make_table("k", k="B"))
    rows.put_item(Item={"id": "1", "k": b"\xff\xff\x01"})
    rows.put_item(Item={"id": "2", "k": b"\xff\xff\x02"})
    condition = Key("id").eq("1") & Key("k").begins_with(b"\xff\xff")

    assert rows.query(KeyConditionExpression=condition)["Count"] == 1


def test_limit_ends_a_page(rows):
    """A page that reached its limit has a LastEvaluatedKey, even at the end."""
    answer = rows.query(KeyConditionExpression=Key("id").eq("a"), Limit=5)

    assert answer["LastEvaluatedKey"] == {"id": "a", "n": 4}


def test_pages_give_every_row_once(rows):
    """Following the pages of a scan shows each row exactly once."""
    pages = everything(rows.scan, Limit=3)

    assert [page["Count"] for page in pages] == [3, 3, 3, 1]
    found = {(item["id"], item["n"]) for page in pages for item in page["Items"]}
    assert len(found) == 10


def test_a_row_deleted_between_pages_does_not_stop_the_scan(rows):
    """The start key need not exist any more."""
    first = rows.scan(Limit=3)
    rows.delete_item(Key=first["LastEvaluatedKey"])

    rest = rows.scan(ExclusiveStartKey=first["LastEvaluatedKey"])

    assert rest["Count"] == 7


def test_a_page_ends_after_1_mb(make_table, resource):
    """The item that crosses 1 MB is the last one of its page."""
    rows = resource.Table(make_table("n", n="N"))
    for n in range(5):
        rows.put_item(Item={"id": "1", "n": n, "text": "x" * 350_000})

    pages = everything(rows.query, KeyConditionExpression=Key("id").eq("1"))

    assert [ns(page) for page in pages] == [[0, 1, 2], [3, 4]]


def test_filter_counts_what_it_scanned(rows):
    """A filter drops items after they were counted and paid for."""
    answer = rows.scan(FilterExpression=Attr("text").eq("t1"))

    assert (answer["Count"], answer["ScannedCount"]) == (2, 10)


def test_count_has_no_items(rows):
    """Select=COUNT answers with numbers only."""
    answer = rows.scan(Select="COUNT", FilterExpression=Attr("n").gt(2))

    assert (answer["Count"], answer["ScannedCount"]) == (4, 10)
    assert "Items" not in answer


def test_projection_narrows_the_items(rows):
    """A scan shows the projected attributes only."""
    answer = rows.scan(
        ProjectionExpression="#t", ExpressionAttributeNames={"#t": "text"}
    )

    assert {frozenset(item) for item in answer["Items"]} == {frozenset({"text"})}


def test_segments_share_the_table(make_table, resource):
    """The segments of a parallel scan cover the table without overlap."""
    rows = resource.Table(make_table())
    for n in range(60):
        rows.put_item(Item={"id": str(n)})

    segments = [rows.scan(Segment=n, TotalSegments=3)["Items"] for n in range(3)]

    assert all(segments)
    assert sorted(int(row["id"]) for part in segments for row in part) == [*range(60)]


def test_scan_shows_no_order_of_hash_keys(make_table, resource):
    """As on AWS, a scan scatters the hash keys."""
    rows = resource.Table(make_table())
    for n in range(10):
        rows.put_item(Item={"id": str(n)})

    found = [item["id"] for item in rows.scan()["Items"]]

    assert sorted(found) == [str(n) for n in range(10)]
    assert found != sorted(found)


def test_index_has_its_own_order(rows):
    """A query of an index reads by the index's key."""
    answer = rows.query(
        IndexName="by_color",
        KeyConditionExpression=Key("color").eq("blue") & Key("n").gte(2),
    )

    assert [(item["n"], item["id"]) for item in answer["Items"]] == [
        (2, "a"),
        (2, "b"),
        (4, "a"),
        (4, "b"),
    ]


def test_index_pages_by_both_keys(rows):
    """The pages of an index carry the index's and the table's key."""
    pages = everything(
        rows.query,
        IndexName="by_color",
        KeyConditionExpression=Key("color").eq("red"),
        Limit=1,
    )

    assert [page["LastEvaluatedKey"] for page in pages[:2]] == [
        {"color": "red", "n": 1, "id": "a"},
        {"color": "red", "n": 1, "id": "b"},
    ]
    assert sum(page["Count"] for page in pages) == 4


def test_index_follows_every_write(rows):
    """Update, delete and a put without the key each show in the index."""
    rows.update_item(
        Key={"id": "a", "n": 1},
        UpdateExpression="SET color = :green",
        ExpressionAttributeValues={":green": "green"},
    )
    rows.delete_item(Key={"id": "a", "n": 3})
    rows.put_item(Item={"id": "b", "n": 1})

    colors = rows.scan(IndexName="by_color")["Items"]

    assert sorted((i["color"], i["id"], int(i["n"])) for i in colors) == [
        ("blue", "a", 0),
        ("blue", "a", 2),
        ("blue", "a", 4),
        ("blue", "b", 0),
        ("blue", "b", 2),
        ("blue", "b", 4),
        ("green", "a", 1),
        ("red", "b", 3),
    ]


def test_index_keeps_what_it_projects(rows):
    """An index of KEYS_ONLY shows the two keys and nothing else."""
    answer = rows.scan(IndexName="keys_only", Limit=1)

    assert set(answer["Items"][0]) == {"id", "n", "color"}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            1,
            "One or more parameter values were invalid: Type mismatch for Index Key "
            "color Expected: S Actual: N IndexName: by_color",
        ),
        (
            "",
            "One or more parameter values are not valid. A value specified for a "
            "secondary index key is not supported. The AttributeValue for a key "
            "attribute cannot contain an empty string value. "
            "IndexName: by_color, IndexKey: color",
        ),
    ],
)
def test_a_wrong_index_key_is_refused(rows, value, message):
    """An item whose index key has another type, or is empty, is refused."""
    with pytest.raises(ClientError) as caught:
        rows.put_item(Item={"id": "a", "n": 1, "color": value})

    assert caught.value.response["Error"]["Message"] == message


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("id > :a", "Query key condition not supported"),
        ("n = :n", "Query condition missed key schema element: id"),
        ("id = :a AND text2 = :n", "Query condition missed key schema element: n"),
        (
            "id = :a OR n = :n",
            "Invalid operator used in KeyConditionExpression: OR",
        ),
        (
            "id = :a AND n <> :n",
            "Invalid operator used in KeyConditionExpression: <>",
        ),
        (
            "id = :a AND contains(n, :n)",
            "Invalid operator used in KeyConditionExpression: contains",
        ),
        (
            "id = :a AND n > :n AND n < :n",
            "KeyConditionExpressions must only contain one condition per key",
        ),
        (
            "id = :a AND size(n) = :n",
            "KeyConditionExpressions cannot contain nested operations",
        ),
        (
            "id = :a AND n = id",
            "Invalid condition in KeyConditionExpression: "
            "Multiple attribute names used in one condition",
        ),
        (
            "id = :n AND n = :n",
            "One or more parameter values were invalid: "
            "Condition parameter type does not match schema type",
        ),
        (
            "id = :e",
            "One or more parameter values are not valid. The AttributeValue for a key "
            "attribute cannot contain an empty string value. Key: id",
        ),
    ],
)
def test_a_wrong_key_condition_is_refused(rows, condition, message):
    """A query needs the hash key's value and at most one range."""
    values = {":a": "a", ":n": 1, ":e": ""}
    used = {key: value for key, value in values.items() if key in condition}

    with pytest.raises(ClientError) as caught:
        rows.query(KeyConditionExpression=condition, ExpressionAttributeValues=used)

    assert caught.value.response["Error"]["Message"] == message


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (
            {"IndexName": "nope"},
            "The table does not have the specified index: nope",
        ),
        (
            {"IndexName": "by_color", "ConsistentRead": True},
            "Consistent reads are not supported on global secondary indexes",
        ),
        (
            {"IndexName": "keys_only", "Select": "ALL_ATTRIBUTES"},
            "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is "
            "not supported for global secondary index keys_only because its "
            "projection type is not ALL",
        ),
        (
            {"IndexName": "keys_only", "ProjectionExpression": "id, body"},
            "One or more parameter values were invalid: "
            "Global secondary index keys_only does not project [body]",
        ),
        (
            {"Select": "COUNT", "ProjectionExpression": "id"},
            "Cannot specify the ProjectionExpression when choosing to get only the "
            "Count",
        ),
        (
            {"Select": "ALL_PROJECTED_ATTRIBUTES"},
            "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an "
            "IndexName",
        ),
        (
            {"Segment": 2, "TotalSegments": 2},
            "The Segment parameter is zero-based and must be less than parameter "
            "TotalSegments: Segment: 2 is not less than TotalSegments: 2",
        ),
        ({"ExclusiveStartKey": {"id": "a"}}, "The provided starting key is invalid"),
    ],
)
def test_a_wrong_scan_is_refused(rows, parameters, message):
    """Parameters that do not fit the table or each other are refused."""
    with pytest.raises(ClientError) as caught:
        rows.scan(**parameters)

    assert caught.value.response["Error"]["Message"] == message


def test_a_start_key_of_another_hash_key_is_refused(rows):
    """A query continues inside of its own rows only."""
    with pytest.raises(ClientError, match="outside query boundaries"):
        rows.query(
            KeyConditionExpression=Key("id").eq("a"),
            ExclusiveStartKey={"id": "b", "n": 1},
        )


def test_a_query_cannot_filter_by_its_key(rows):
    """Key attributes belong into the key condition."""
    with pytest.raises(ClientError, match=r"non-primary key attributes.*: n"):
        rows.query(
            KeyConditionExpression=Key("id").eq("a"), FilterExpression=Attr("n").eq(1)
        )
