"""Transactions through stock boto3: all of it or nothing, and once only."""

import json

import pytest
from botocore.exceptions import ClientError
from wingws_simulator.dynamodb import DynamoDB, TableSpec


def key(n):
    return {"id": {"S": str(n)}}


@pytest.fixture(name="do")
def _do(table):
    """Build the parts of transactions on a table."""

    class Parts:
        @staticmethod
        def put(n, condition=None, **attributes):
            part = {"TableName": table, "Item": key(n) | attributes}
            return {"Put": part | condition_of(condition)}

        @staticmethod
        def delete(n, condition=None):
            part = {"TableName": table, "Key": key(n)}
            return {"Delete": part | condition_of(condition)}

        @staticmethod
        def check(n, condition):
            part = {"TableName": table, "Key": key(n)}
            return {"ConditionCheck": part | condition_of(condition)}

        @staticmethod
        def add(n, amount):
            return {
                "Update": {
                    "TableName": table,
                    "Key": key(n),
                    "UpdateExpression": "ADD points :n",
                    "ExpressionAttributeValues": {":n": amount},
                }
            }

        @staticmethod
        def get(n, **parameters):
            return {"Get": {"TableName": table, "Key": key(n), **parameters}}

    return Parts


def condition_of(text):
    return {"ConditionExpression": text} if text else {}


def refusal(operation, **parameters):
    """Return the answer to what is refused."""
    with pytest.raises(ClientError) as caught:
        operation(**parameters)
    return caught.value.response


def ids(client, table):
    return sorted(item["id"]["S"] for item in client.scan(TableName=table)["Items"])


def test_a_transaction_does_all_of_it(client, table, do):
    """Puts, updates, deletes and checks, of which each sees the items before."""
    client.put_item(TableName=table, Item=key("old"))

    answer = client.transact_write_items(
        TransactItems=[
            do.put(1, "attribute_not_exists(id)"),
            do.add(2, {"N": "5"}),
            do.delete("old", "attribute_exists(id)"),
            do.check("none", "attribute_not_exists(id)"),
        ],
        ReturnConsumedCapacity="TOTAL",
    )

    assert ids(client, table) == ["1", "2"]
    assert answer["ConsumedCapacity"] == [{"TableName": table, "CapacityUnits": 8.0}]


def test_one_condition_that_fails_undoes_all(client, table, do):
    """Each item has a reason; those that were not at fault have None."""
    client.put_item(TableName=table, Item=key("there"))
    failing = do.put("there", "attribute_not_exists(id)")
    failing["Put"]["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"

    answer = refusal(
        client.transact_write_items,
        TransactItems=[
            do.put(1),
            failing,
            do.check("none", "attribute_exists(id)"),
            do.delete("there2"),
        ],
    )

    failed = {
        "Code": "ConditionalCheckFailed",
        "Message": "The conditional request failed",
    }
    assert ids(client, table) == ["there"]
    assert answer["Error"] == {
        "Code": "TransactionCanceledException",
        "Message": "Transaction cancelled, please refer cancellation reasons for "
        "specific reasons [None, ConditionalCheckFailed, ConditionalCheckFailed, None]",
    }
    assert answer["CancellationReasons"] == [
        {"Code": "None"},
        failed | {"Item": key("there")},
        failed,
        {"Code": "None"},
    ]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            lambda do: do.add(1, {"SS": ["a"]}),
            "An operand in the update expression has an incorrect data type",
        ),
        (
            lambda do: {"Put": do.put(1)["Put"] | {"Item": {"no": {"S": "1"}}}},
            "One or more parameter values were invalid: Missing the key id in the item",
        ),
        (
            lambda do: {"Delete": do.delete(1)["Delete"] | {"Key": {"id": {"N": "1"}}}},
            "The provided key element does not match the schema",
        ),
    ],
)
def test_an_item_that_cannot_be_written_is_a_reason(client, table, do, wrong, message):
    """What an item's state, or its table, makes wrong cancels the transaction."""
    client.put_item(TableName=table, Item=key(1) | {"points": {"N": "1"}})

    answer = refusal(client.transact_write_items, TransactItems=[do.put(2), wrong(do)])

    assert answer["CancellationReasons"] == [
        {"Code": "None"},
        {"Code": "ValidationError", "Message": message},
    ]
    assert ids(client, table) == ["1"]


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (
            lambda do: [do.put(1), do.delete(1)],
            "Transaction request cannot include multiple operations on one item",
        ),
        (
            lambda do: [do.put(n) for n in range(101)],
            "1 validation error detected: Value '[101 members]' at 'transactItems' "
            "failed to satisfy constraint: "
            "Member must have length less than or equal to 100",
        ),
        (
            lambda do: [do.put(1) | do.delete(2)],
            "TransactItems can only contain one of Check, Put, Update or Delete",
        ),
        (
            lambda do: [{}],
            "Invalid Request: TransactWriteRequest should contain "
            "Delete or Put or Update request",
        ),
        (
            lambda do: [do.put(n, big={"S": "x" * 400_000}) for n in range(11)],
            "Transaction payload size cannot exceed 4MB. Payload Size: 4400067",
        ),
        (
            lambda do: [do.put(1, "id = (")],
            'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "("',
        ),
    ],
)
def test_a_wrong_transaction_is_refused(client, table, do, parts, message):
    """Before anything of it is looked at."""
    answer = refusal(client.transact_write_items, TransactItems=parts(do))

    assert answer["Error"] == {"Code": "ValidationException", "Message": message}
    assert ids(client, table) == []


def test_a_token_makes_a_transaction_happen_once(client, table, do):
    """The same request with the same token succeeds again, and changes nothing."""
    for _ in range(3):
        client.transact_write_items(
            TransactItems=[do.add(1, {"N": "5"})], ClientRequestToken="once"
        )

    item = client.get_item(TableName=table, Key=key(1))["Item"]
    assert item["points"] == {"N": "5"}


def test_a_token_is_for_one_request(client, table, do):
    """Another request with it is refused."""
    client.transact_write_items(TransactItems=[do.put(1)], ClientRequestToken="mine")

    answer = refusal(
        client.transact_write_items,
        TransactItems=[do.put(2)],
        ClientRequestToken="mine",
    )

    assert answer["Error"]["Code"] == "IdempotentParameterMismatchException"
    assert ids(client, table) == ["1"]


def test_a_transaction_that_failed_leaves_its_token(client, table, do):
    """A token stands for what was done, so it may be used to try again."""
    parts = [do.add(1, {"N": "1"}), do.check(2, "attribute_exists(id)")]
    refusal(
        client.transact_write_items, TransactItems=parts, ClientRequestToken="again"
    )
    client.put_item(TableName=table, Item=key(2))

    client.transact_write_items(TransactItems=parts, ClientRequestToken="again")

    assert ids(client, table) == ["1", "2"]


def test_tokens_last_ten_minutes_and_a_restart(tmp_path):
    """They are kept with the rows, and forgotten when AWS forgets them."""
    now = [1000.0]
    options = {"region": "r", "account_id": "0", "clock": lambda: now[0]}
    update = {
        "TableName": "people",
        "Key": key(1),
        "UpdateExpression": "ADD points :n",
        "ExpressionAttributeValues": {":n": {"N": "1"}},
    }
    body = {"TransactItems": [{"Update": update}], "ClientRequestToken": "t"}
    get = json.dumps({"TableName": "people", "Key": key(1)}).encode()

    def total_after(seconds):
        now[0] += seconds
        service = DynamoDB(tmp_path, **options)
        service.put_table(TableSpec("people", "id", {"id": "S"}))
        target = "DynamoDB_20120810."
        status, _ = service.handle(
            target + "TransactWriteItems", json.dumps(body).encode()
        )
        _, answer = service.handle(target + "GetItem", get)
        service.close()
        assert status == 200
        return json.loads(answer)["Item"]["points"]["N"]

    assert [total_after(seconds) for seconds in (0, 599, 1)] == ["1", "1", "2"]


def test_a_transaction_reads_items_as_they_are_together(client, table, do):
    """In the order of the request; an item that is missing is an empty answer."""
    client.put_item(TableName=table, Item=key(1) | {"n": {"N": "1"}})

    answer = client.transact_get_items(
        TransactItems=[do.get(2), do.get(1, ProjectionExpression="n")],
        ReturnConsumedCapacity="TOTAL",
    )

    assert answer["Responses"] == [{}, {"Item": {"n": {"N": "1"}}}]
    assert answer["ConsumedCapacity"] == [{"TableName": table, "CapacityUnits": 4.0}]


def test_a_transaction_reads_an_item_once(client, do):
    """Twice is refused."""
    answer = refusal(client.transact_get_items, TransactItems=[do.get(1), do.get(1)])

    assert answer["Error"]["Message"] == (
        "Transaction request cannot include multiple operations on one item"
    )
