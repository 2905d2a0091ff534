"""BatchGetItem and BatchWriteItem through stock boto3: many items, one request."""

import pytest
from botocore.exceptions import ClientError

INVALID = "One or more parameter values were invalid: "


def key(n):
    return {"id": {"S": str(n)}}


def put(n, **attributes):
    return {"PutRequest": {"Item": key(n) | attributes}}


def refusal(operation, **parameters):
    """Return code and message of what is refused."""
    with pytest.raises(ClientError) as caught:
        operation(**parameters)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_a_batch_writes_to_several_tables(client, make_table):
    """Puts and deletes of any tables share a request, and are read in one."""
    one, two = make_table(), make_table()
    client.put_item(TableName=two, Item=key(9))

    written = client.batch_write_item(
        RequestItems={
            one: [put(1, text={"S": "a"}), put(2)],
            two: [put(3), {"DeleteRequest": {"Key": key(9)}}],
        }
    )
    read = client.batch_get_item(
        RequestItems={
            one: {"Keys": [key(1), key(2), key(8)], "ProjectionExpression": "id"},
            two: {"Keys": [key(3), key(9)], "ConsistentRead": True},
        }
    )

    assert written["UnprocessedItems"] == {}
    assert read["Responses"] == {one: [key(1), key(2)], two: [key(3)]}
    assert read["UnprocessedKeys"] == {}


def test_the_batch_writer_of_boto3_works(resource, table):
    """It sends 25 at a time, and overwrites its own duplicates."""
    with resource.Table(table).batch_writer(overwrite_by_pkeys=["id"]) as writer:
        for n in range(60):
            writer.put_item(Item={"id": str(n % 50)})

    assert resource.Table(table).scan()["Count"] == 50


def test_what_exceeds_16_mb_is_left_for_another_request(client, table):
    """UnprocessedKeys has the rest in the form of a request."""
    big = {"S": "x" * 390_000}
    for first in range(0, 50, 25):
        writes = [put(n, big=big) for n in range(first, first + 25)]
        client.batch_write_item(RequestItems={table: writes})
    asked = {"Keys": [key(n) for n in range(50)], "ProjectionExpression": "id"}

    first = client.batch_get_item(RequestItems={table: asked})
    second = client.batch_get_item(RequestItems=first["UnprocessedKeys"])

    assert [len(page["Responses"][table]) for page in (first, second)] == [43, 7]
    assert second["UnprocessedKeys"] == {}


def test_a_batch_costs_what_its_parts_cost(client, make_table):
    """ConsumedCapacity has an entry for each table, with the sums of its parts."""
    one, two = make_table(), make_table()
    big = {"S": "x" * 3000}
    writes = {one: [put(1), put(2, big=big)], two: [put(1)]}
    keys = {"Keys": [key(1), key(2)]}

    written = client.batch_write_item(
        RequestItems=writes, ReturnConsumedCapacity="TOTAL"
    )
    read = client.batch_get_item(
        RequestItems={one: keys, two: keys | {"ConsistentRead": True}},
        ReturnConsumedCapacity="INDEXES",
    )

    assert written["ConsumedCapacity"] == [
        {"TableName": one, "CapacityUnits": 4.0},
        {"TableName": two, "CapacityUnits": 1.0},
    ]
    assert read["ConsumedCapacity"] == [
        {"TableName": one, "CapacityUnits": 1.0, "Table": {"CapacityUnits": 1.0}},
        {"TableName": two, "CapacityUnits": 2.0, "Table": {"CapacityUnits": 2.0}},
    ]


@pytest.mark.parametrize(
    ("requests", "message"),
    [
        ([put(1), put(1)], "Provided list of item keys contains duplicates"),
        (
            [put(n) for n in range(26)],
            "Too many items requested for the BatchWriteItem call",
        ),
        (
            [put(1) | {"DeleteRequest": {"Key": key(2)}}],
            "Supplied AttributeValue has more than one datatypes set, "
            "must contain exactly one of the supported datatypes",
        ),
        (
            [put(1, big={"S": "x" * 409_600})],
            "Item size has exceeded the maximum allowed size",
        ),
        (
            [put(1), {"DeleteRequest": {"Key": {"no": {"S": "1"}}}}],
            "The provided key element does not match the schema",
        ),
    ],
)
def test_a_wrong_write_refuses_the_whole_batch(client, table, requests, message):
    """Nothing of it is written."""
    code, told = refusal(client.batch_write_item, RequestItems={table: requests})

    assert (code, told) == ("ValidationException", message)
    assert client.scan(TableName=table)["Count"] == 0


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ([key(1), key(1)], "Provided list of item keys contains duplicates"),
        ([{"no": {"S": "1"}}], "The provided key element does not match the schema"),
        (
            [key(n) for n in range(101)],
            "1 validation error detected: Value '[101 members]' at "
            "'requestItems.{table}.member.keys' failed to satisfy constraint: "
            "Member must have length less than or equal to 100",
        ),
    ],
)
def test_wrong_gets_are_refused(client, table, keys, message):
    """In AWS's words."""
    code, told = refusal(client.batch_get_item, RequestItems={table: {"Keys": keys}})

    assert (code, told) == ("ValidationException", message.format(table=table))


def test_tables_together_have_a_limit(client, make_table):
    """100 gets is what a request may have, whatever its tables."""
    keys = {"Keys": [key(n) for n in range(51)]}

    _, told = refusal(
        client.batch_get_item, RequestItems={make_table(): keys, make_table(): keys}
    )

    assert told == "Too many items requested for the BatchGetItem call"


def test_a_table_that_is_missing_refuses_the_batch(client, table):
    """Even if others are there."""
    requests = {table: [put(1)], "nowhere": [put(1)]}

    code, _ = refusal(client.batch_write_item, RequestItems=requests)

    assert code == "ResourceNotFoundException"
    assert client.scan(TableName=table)["Count"] == 0


def test_a_table_may_have_the_name_of_a_legacy_parameter(client):
    """Names of tables are no parameters."""
    code, _ = refusal(client.batch_write_item, RequestItems={"Expected": [put(1)]})

    assert code == "ResourceNotFoundException"


def test_collections_of_tables_with_local_indexes_have_metrics(client, make_table):
    """An estimate for each item that was written; other tables have none."""
    index = {
        "IndexName": "by_m",
        "KeySchema": [
            {"AttributeName": "id", "KeyType": "HASH"},
            {"AttributeName": "m", "KeyType": "RANGE"},
        ],
        "Projection": {"ProjectionType": "ALL"},
    }
    local, plain = make_table("n", local_indexes=[index], n="N", m="N"), make_table()
    item = key(1) | {"n": {"N": "1"}}
    estimate = {"ItemCollectionKey": key(1), "SizeEstimateRangeGB": [0.0, 1.0]}

    single = client.put_item(
        TableName=local, Item=item, ReturnItemCollectionMetrics="SIZE"
    )
    batch = client.batch_write_item(
        RequestItems={local: [{"PutRequest": {"Item": item}}], plain: [put(1)]},
        ReturnItemCollectionMetrics="SIZE",
    )

    assert single["ItemCollectionMetrics"] == estimate
    assert batch["ItemCollectionMetrics"] == {local: [estimate]}
