"""Batches of any size: how they are cut, and how what DynamoDB leaves is done."""

import json

import pytest
from wingws_runtime import DynamodbTable, ItemTooLarge, Throttled, batches


@pytest.fixture
def table(wingws, aws):
    """Return a table whose DynamoDB is the stand-in."""
    wingws(tables={"Rows": {"name": "Rows-1a2b"}})
    return DynamodbTable("Rows")


@pytest.fixture(autouse=True)
def pauses(monkeypatch):
    """Return the longest that each pause could have been, instead of waiting."""
    longest = []
    monkeypatch.setattr(batches, "uniform", lambda least, most: most)
    monkeypatch.setattr(batches, "sleep", longest.append)
    return longest


def asked(aws):
    """Return what each request says of its tables."""
    return [json.loads(body)["RequestItems"] for _, _, _, body in aws.requests]


def put(id_):
    return {"PutRequest": {"Item": {"id": {"S": id_}}}}


def delete(id_):
    return {"DeleteRequest": {"Key": {"id": {"S": id_}}}}


def key(id_):
    return {"id": {"S": id_}}


def processed(*left):
    """Return DynamoDB's answer to a batch of writes, of which it left some."""
    return {"UnprocessedItems": {"Rows-1a2b": left} if left else {}}


def found(*ids, left=()):
    """Return DynamoDB's answer to a batch of reads, of which it left some."""
    keys = {"Rows-1a2b": {"Keys": left, "ConsistentRead": True}} if left else {}
    return {"Responses": {"Rows-1a2b": [*map(key, ids)]}, "UnprocessedKeys": keys}


def test_more_than_a_request_takes(make_table):
    """Hundreds are written, read and deleted by one call each."""
    rows = make_table()
    items = [{"id": str(number), "n": number} for number in range(230)]
    keys = [{"id": item["id"]} for item in items]

    rows.batch_write_item(put_requests=items)
    assert sorted(rows.batch_get_item(keys=keys), key=lambda i: i["n"]) == items

    rows.batch_write_item(put_requests=iter(()), delete_requests=iter(keys[1:]))
    assert rows.batch_get_item(keys=keys).responses == items[:1]


def test_more_than_an_answer_holds(rows, pauses):
    """What does not fit into DynamoDB's 16 MB is asked for again."""
    text = "x" * 390_000
    items = [{"id": str(number), "text": text} for number in range(45)]
    rows.batch_write_item(put_requests=items)

    result = rows.batch_get_item(keys=[{"id": item["id"]} for item in items])

    assert sorted(result, key=lambda item: int(item["id"])) == items
    assert pauses == [batches.SHORTEST_PAUSE]


def test_projection_of_a_batch(rows):
    """All keys of a batch are read alike."""
    rows.batch_write_item(put_requests=[{"id": "a", "name": "Ann", "n": 1}])

    result = rows.batch_get_item(
        keys=[{"id": "a"}, {"id": "none"}],
        consistent_read=True,
        projection_expression="#n",
        expression_attribute_names={"#n": "name"},
    )

    assert result.responses == [{"name": "Ann"}]


def test_item_too_large(rows):
    """One item of more than 400 KB is the error that a put has."""
    with pytest.raises(ItemTooLarge):
        rows.batch_write_item(put_requests=[{"id": "a", "text": "x" * 410_000}])


def test_nothing(table, aws):
    """A batch of nothing asks nothing."""
    assert table.batch_get_item(keys=[]).responses == []
    assert table.batch_write_item().consumed_capacity == []
    assert aws.requests == []


def test_writes_are_cut(table, aws):
    """A request takes 25 writes, puts before deletes."""
    aws.will_answer(body=processed())
    aws.will_answer(body=processed())

    table.batch_write_item(
        put_requests=[{"id": str(n)} for n in range(24)],
        delete_requests=[{"id": "x"}, {"id": "y"}],
    )

    first, second = asked(aws)
    assert first == {"Rows-1a2b": [*(put(str(n)) for n in range(24)), delete("x")]}
    assert second == {"Rows-1a2b": [delete("y")]}


def test_keys_are_cut(table, aws):
    """A request takes 100 keys, and says for all of them how to read."""
    aws.will_answer(body=found("0", "1"))
    aws.will_answer(body=found("100"))

    result = table.batch_get_item(
        keys=({"id": str(n)} for n in range(101)), consistent_read=True
    )

    assert [item["id"] for item in result] == ["0", "1", "100"]
    first, second = asked(aws)
    assert first["Rows-1a2b"] == {
        "Keys": [key(str(n)) for n in range(100)],
        "ConsistentRead": True,
    }
    assert second["Rows-1a2b"] == {"Keys": [key("100")], "ConsistentRead": True}


def test_unprocessed_writes_are_sent_again(table, aws, pauses):
    """What DynamoDB leaves is sent again, alone, before what comes next."""
    aws.will_answer(body=processed(put("b"), put("c")))
    aws.will_answer(body=processed(put("c")))
    aws.will_answer(body=processed())

    table.batch_write_item(put_requests=[{"id": "a"}, {"id": "b"}, {"id": "c"}])

    assert asked(aws)[1:] == [
        {"Rows-1a2b": [put("b"), put("c")]},
        {"Rows-1a2b": [put("c")]},
    ]
    assert pauses == [0.05, 0.05]


def test_unprocessed_keys_are_asked_for_again(table, aws):
    """All that is found on the way is in the result, read alike."""
    aws.will_answer(body=found("a", left=[key("b")]))
    aws.will_answer(body=found("b"))

    result = table.batch_get_item(keys=[{"id": "a"}, {"id": "b"}], consistent_read=True)

    assert [item["id"] for item in result] == ["a", "b"]
    assert asked(aws)[1] == {"Rows-1a2b": {"Keys": [key("b")], "ConsistentRead": True}}


def test_pauses_become_longer(table, aws, pauses):
    """As long as DynamoDB does nothing, pauses double; then it starts over."""
    for left in (["a", "b"], ["a", "b"], ["a", "b"], ["b"], []):
        aws.will_answer(body=processed(*map(put, left)))

    table.batch_write_item(put_requests=[{"id": "a"}, {"id": "b"}])

    assert pauses == [0.1, 0.2, 0.4, 0.05]


@pytest.mark.parametrize("method", ["batch_get_item", "batch_write_item"])
def test_giving_up(table, aws, pauses, method):
    """After seven requests for nothing it is Throttled."""
    is_read = method == "batch_get_item"
    for _ in range(7):
        answer = found(left=[key("a")]) if is_read else processed(delete("a"))
        aws.will_answer(body=answer)

    with pytest.raises(Throttled) as caught:
        getattr(table, method)(
            **{"keys" if is_read else "delete_requests": [{"id": "a"}]}
        )

    assert (caught.value.table, caught.value.operation) == ("Rows", method)
    assert pauses == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2]
    assert aws.answers == []


def test_capacity_of_all_requests(table, aws):
    """What each request took, and the metrics, are in one list."""
    for units in (1.0, 2.0):
        capacity = [{"TableName": "Rows-1a2b", "CapacityUnits": units}]
        metrics = {"Rows-1a2b": [{"SizeEstimateRangeGB": [0.0, units]}]}
        aws.will_answer(
            body=processed()
            | {"ConsumedCapacity": capacity, "ItemCollectionMetrics": metrics}
        )

    result = table.batch_write_item(
        put_requests=[{"id": str(n)} for n in range(26)],
        return_consumed_capacity="TOTAL",
        return_item_collection_metrics="SIZE",
    )

    assert [each["CapacityUnits"] for each in result.consumed_capacity] == [1.0, 2.0]
    assert [each["SizeEstimateRangeGB"] for each in result.item_collection_metrics] == [
        [0.0, 1.0],
        [0.0, 2.0],
    ]
    options = json.loads(aws.requests[1][3])
    assert options["ReturnConsumedCapacity"] == "TOTAL"
    assert options["ReturnItemCollectionMetrics"] == "SIZE"
