"""Tables: made by scripts through boto3, or from a definition; kept and deleted."""

import json
import time

import pytest
from botocore.exceptions import ClientError
from wingws_simulator.dynamodb import DynamoDB, GlobalSecondaryIndex, TableSpec
from wingws_simulator.dynamodb.errors import ResourceInUseException, ValidationException

SPEC = TableSpec("people", hash_key="id", attribute_definitions={"id": "S"})
INDEXED = TableSpec(
    "people",
    hash_key="id",
    attribute_definitions={"id": "S", "age": "N"},
    global_secondary_indexes=(GlobalSecondaryIndex("by_age", hash_key="age"),),
)


def projecting(projection_type):
    return GlobalSecondaryIndex("by_id", "id", projection_type=projection_type)


def call(service, operation, **parameters):
    body = json.dumps({"TableName": "people", **parameters}).encode()
    status, answer = service.handle(f"DynamoDB_20120810.{operation}", body)
    assert status == 200, answer
    return json.loads(answer)


def test_create_describe_list_delete(client):
    """A script can make a table, find it and delete it."""
    client.create_table(
        TableName="mine",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client.get_waiter("table_exists").wait(TableName="mine")
    client.put_item(TableName="mine", Item={"id": {"S": "1"}})
    described = client.describe_table(TableName="mine")["Table"]

    assert "mine" in client.list_tables()["TableNames"]
    assert described["TableArn"] == "arn:aws:dynamodb:eu-west-1:000000000000:table/mine"
    assert described["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]
    assert (described["ItemCount"], described["TableSizeBytes"]) == (1, 3)

    client.delete_table(TableName="mine")
    client.get_waiter("table_not_exists").wait(TableName="mine")

    assert "mine" not in client.list_tables()["TableNames"]


def test_an_arn_names_a_table(client, table):
    """The table's ARN works wherever its name does."""
    arn = client.describe_table(TableName=table)["Table"]["TableArn"]

    client.put_item(TableName=arn, Item={"id": {"S": "1"}})

    assert client.scan(TableName=table)["Count"] == 1


def test_lists_go_in_pages(client, make_table):
    """ListTables gives the names in order, a page at a time."""
    names = sorted(make_table() for _ in range(3))

    first = client.list_tables(Limit=1)
    paginator = client.get_paginator("list_tables").paginate(
        PaginationConfig={"PageSize": 1}
    )
    listed = [name for page in paginator for name in page["TableNames"]]

    assert first["LastEvaluatedTableName"] == first["TableNames"][0]
    assert [name for name in listed if name in names] == names


@pytest.mark.parametrize(
    ("operation", "parameters", "code", "message"),
    [
        (
            "describe_table",
            {"TableName": "nowhere"},
            "ResourceNotFoundException",
            "Requested resource not found: Table: nowhere not found",
        ),
        (
            "delete_table",
            {"TableName": "nowhere"},
            "ResourceNotFoundException",
            "Requested resource not found: Table: nowhere not found",
        ),
        (
            "create_table",
            {
                "TableName": "new",
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            },
            "ValidationException",
            "One or more parameter values were invalid: ReadCapacityUnits and "
            "WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
        ),
        (
            "create_table",
            {
                "TableName": "new",
                "BillingMode": "PAY_PER_REQUEST",
                "KeySchema": [{"AttributeName": "id", "KeyType": "RANGE"}],
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            },
            "ValidationException",
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type, "
            "or the second is not a RANGE key type",
        ),
    ],
)
def test_wrong_table_operations_are_refused(
    client, operation, parameters, code, message
):
    """What cannot be done to a table is refused in AWS's words."""
    with pytest.raises(ClientError) as caught:
        getattr(client, operation)(**parameters)

    error = caught.value.response["Error"]
    assert (error["Code"], error["Message"]) == (code, message)


def test_a_table_is_made_once(client, table):
    """CreateTable of an existing table is ResourceInUseException."""
    with pytest.raises(client.exceptions.ResourceInUseException) as caught:
        client.create_table(
            TableName=table,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )

    message = caught.value.response["Error"]["Message"]
    assert message == f"Table already exists: {table}"


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        ({"name": "a"}, "length greater than or equal to 3"),
        ({"name": "a/../b"}, "regular expression pattern"),
        ({"name": "x" * 256}, "length less than or equal to 255"),
        ({"attribute_definitions": {"id": "BOOL"}}, r"enum value set: \[B, N, S\]"),
        ({"attribute_definitions": {"a": "S"}}, "not defined in AttributeDefinitions"),
        (
            {"attribute_definitions": {"id": "S", "spare": "S"}},
            r"AttributeDefinitions are not used.*unused: \[spare\]",
        ),
        ({"range_key": "id"}, "have the same name"),
        (
            {"global_secondary_indexes": (GlobalSecondaryIndex("by_id", "id"),) * 2},
            "Duplicate index name: by_id",
        ),
        (
            {
                "global_secondary_indexes": (
                    GlobalSecondaryIndex("by_id", "id", None, "INCLUDE"),
                )
            },
            "NonKeyAttributes is not specified",
        ),
        (
            {
                "global_secondary_indexes": (
                    GlobalSecondaryIndex("by_id", "id", None, "SOME"),
                )
            },
            "Unknown ProjectionType: SOME; expected ALL, INCLUDE, KEYS_ONLY",
        ),
    ],
)
def test_a_wrong_definition_is_refused(definition, message):
    """A definition that AWS would refuse cannot be made."""
    valid = {"name": "people", "hash_key": "id", "attribute_definitions": {"id": "S"}}

    with pytest.raises(ValidationException, match=message):
        TableSpec(**valid | definition)


def test_the_same_definition_keeps_the_rows(service):
    """Putting a table again changes nothing."""
    service.put_table(SPEC)
    call(service, "PutItem", Item={"id": {"S": "1"}})

    service.put_table(SPEC)

    assert call(service, "Scan")["Count"] == 1


def test_another_key_is_refused(service):
    """A table's key cannot change; its rows stay."""
    service.put_table(SPEC)
    call(service, "PutItem", Item={"id": {"S": "1"}})

    with pytest.raises(
        ResourceInUseException,
        match=r"table people has the key id \(S\); the key id \(N\) needs another",
    ):
        service.put_table(
            TableSpec("people", hash_key="id", attribute_definitions={"id": "N"})
        )

    assert call(service, "Scan")["Count"] == 1


def test_a_new_index_is_filled(service):
    """An added index shows the rows that fit it; a removed one is gone."""
    service.put_table(SPEC)
    call(service, "PutItem", Item={"id": {"S": "1"}, "age": {"N": "7"}})
    call(service, "PutItem", Item={"id": {"S": "2"}, "age": {"S": "seven"}})

    service.put_table(INDEXED)
    ages = call(service, "Scan", IndexName="by_age")["Items"]
    service.put_table(SPEC)
    service.put_table(INDEXED)

    assert ages == [{"id": {"S": "1"}, "age": {"N": "7"}}]
    assert call(service, "Scan", IndexName="by_age")["Count"] == 1
    assert call(service, "Scan")["Count"] == 2


def test_tables_survive_a_restart(tmp_path):
    """Definitions, indexes and rows are there when the folder is opened again."""
    options = {"region": "eu-west-1", "account_id": "0", "clock": time.time}
    first = DynamoDB(tmp_path, **options)
    first.put_table(INDEXED)
    call(first, "PutItem", Item={"id": {"S": "1"}, "age": {"N": "7"}})
    made = call(first, "DescribeTable")
    first.close()

    second = DynamoDB(tmp_path, **options)

    assert call(second, "DescribeTable") == made
    assert call(second, "Scan", IndexName="by_age")["Count"] == 1
    second.close()


def test_a_deleted_table_leaves_no_bytes(service, tmp_path):
    """Deleting a table gives its space back and empties its name."""
    service.put_table(SPEC)
    for n in range(20):
        item = {"id": {"S": str(n)}, "secret": {"S": "hidden" * 10_000}}
        call(service, "PutItem", Item=item)

    service.delete_table("people")
    service.delete_table("people")
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    service.put_table(SPEC)

    assert b"hiddenhidden" not in left
    assert call(service, "Scan")["Count"] == 0


def test_tables_do_not_see_each_other(service):
    """Tables whose names begin alike keep their rows apart."""
    for name in ("people", "people2", "peop"):
        service.put_table(
            TableSpec(name, hash_key="id", attribute_definitions={"id": "S"})
        )
        call(service, "PutItem", TableName=name, Item={"id": {"S": name}})

    service.delete_table("people")

    assert call(service, "Scan", TableName="peop")["Items"] == [{"id": {"S": "peop"}}]
    assert call(service, "Scan", TableName="people2")["Count"] == 1
