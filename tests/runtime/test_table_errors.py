"""What DynamoDB refuses, as errors of ours: from its wire, and on real tables."""

import pytest
from botocore.exceptions import ClientError
from wingws_runtime import (
    CancellationReason,
    ConditionFailed,
    DynamodbTable,
    ItemTooLarge,
    Put,
    Throttled,
    TransactionCanceled,
    Update,
)

LARGE = {"id": "a", "text": "x" * 400 * 1024}


@pytest.fixture
def table(wingws, aws):
    """Return a table whose DynamoDB is the stand-in."""
    wingws(tables={"Rows": {"name": "Rows-1a2b"}})
    return DynamodbTable("Rows")


def refuse(aws, error, message="no", **more):
    """Answer the next request with an error of DynamoDB's."""
    body = {"__type": f"com.amazonaws.dynamodb.v20120810#{error}", "message": message}
    aws.will_answer(400, body | more)


def test_condition_is_false(rows):
    """It says which condition of which table, and is raised from boto3's error."""
    rows.put_item(item={"id": "a", "n": 1})

    with pytest.raises(ConditionFailed) as caught:
        rows.put_item(item={"id": "a"}, condition_expression="attribute_not_exists(id)")

    assert caught.value.table == rows.name
    assert caught.value.condition_expression == "attribute_not_exists(id)"
    assert caught.value.item is None
    assert isinstance(caught.value.__cause__, ClientError)
    assert rows.get_item(key={"id": "a"}).item == {"id": "a", "n": 1}


@pytest.mark.parametrize(
    ("method", "what"),
    [
        ("put_item", {"item": {"id": "a"}}),
        ("delete_item", {"key": {"id": "a"}}),
        ("update_item", {"key": {"id": "a"}, "update_expression": "SET n = :n"}),
    ],
)
def test_condition_is_false_for_the_old_item(rows, method, what):
    """The item that is there comes along if it is asked for, in Python's values."""
    rows.put_item(item={"id": "a", "n": 1, "tags": {"x"}, "raw": b"\x00"})

    with pytest.raises(ConditionFailed) as caught:
        getattr(rows, method)(
            **what,
            condition_expression="n < :n",
            expression_attribute_values={":n": 0},
            return_values_on_condition_check_failure="ALL_OLD",
        )

    assert caught.value.item == {"id": "a", "n": 1, "tags": {"x"}, "raw": b"\x00"}


def test_no_item_to_show(rows):
    """Where there is no item, a false condition shows none."""
    with pytest.raises(ConditionFailed) as caught:
        rows.delete_item(
            key={"id": "a"},
            condition_expression="attribute_exists(id)",
            return_values_on_condition_check_failure="ALL_OLD",
        )

    assert caught.value.item is None


def test_item_too_large(rows):
    """A put of more than 400 KB is an error of its own."""
    with pytest.raises(ItemTooLarge) as caught:
        rows.put_item(item=LARGE)

    assert caught.value.table == rows.name
    assert rows.scan().items == []


def test_item_too_large_after_an_update(rows):
    """An update that makes an item grow beyond 400 KB is the same error."""
    with pytest.raises(ItemTooLarge):
        rows.update_item(
            key={"id": "a"},
            update_expression="SET #t = :t",
            expression_attribute_names={"#t": "text"},
            expression_attribute_values={":t": LARGE["text"]},
        )


@pytest.mark.parametrize(
    "error",
    [
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
    ],
)
def test_throttled(table, aws, error):
    """Each way of DynamoDB to say that it is too much is one error."""
    refuse(aws, error)

    with pytest.raises(Throttled) as caught:
        table.scan()

    assert (caught.value.table, caught.value.operation) == ("Rows", "scan")
    assert isinstance(caught.value.__cause__, ClientError)


def test_transaction_was_cancelled(table, aws):
    """Each part has its reason, in their order, with the item as Python's values."""
    refuse(
        aws,
        "TransactionCanceledException",
        CancellationReasons=[
            {"Code": "None"},
            {
                "Code": "ConditionalCheckFailed",
                "Message": "The conditional request failed",
                "Item": {"id": {"S": "a"}, "n": {"N": "0.5"}},
            },
            {"Code": "TransactionConflict", "Message": "Transaction is ongoing"},
        ],
    )

    with pytest.raises(TransactionCanceled) as caught:
        table.transact_write_items(transact_items=[Put(item={"id": "a"})])

    nothing, condition, conflict = caught.value.reasons
    assert nothing == CancellationReason("None")
    assert condition.code == "ConditionalCheckFailed"
    assert condition.message == "The conditional request failed"
    assert condition.item == {"id": "a", "n": pytest.approx(0.5)}
    assert conflict == CancellationReason(
        "TransactionConflict", "Transaction is ongoing"
    )
    assert str(caught.value) == (
        "transaction of Rows was cancelled: ConditionalCheckFailed at item 1, "
        "TransactionConflict at item 2"
    )


@pytest.mark.parametrize(
    ("error", "message"),
    [
        ("ValidationException", "bad key"),
        ("ResourceNotFoundException", "Item size "),
        ("TransactionInProgressException", "wait"),
    ],
)
def test_other_errors(table, aws, error, message):
    """What else DynamoDB refuses is boto3's error."""
    refuse(aws, error, message)

    with pytest.raises(ClientError, match=message) as caught:
        table.transact_write_items(
            transact_items=[Update(key={"id": "a"}, update_expression="REMOVE n")]
        )

    assert caught.value.response["Error"]["Code"] == error
