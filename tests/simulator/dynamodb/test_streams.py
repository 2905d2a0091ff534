"""Streams of tables: what a change leaves in them, and how it is read."""

import json
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from wingws_simulator.dynamodb import TableSpec

GOLDEN = Path(__file__).parent.parent / "golden" / "stream.json"
VIEW = "NEW_AND_OLD_IMAGES"
DAY = 24 * 60 * 60
ARN = "arn:aws:dynamodb:us-west-2:123456789012:table"


def stream_of(account, name="people", view=VIEW, hash_key="id"):
    """Make a table with a stream; return the stream's ARN."""
    spec = TableSpec(name, hash_key, {hash_key: "S"}, stream=view)
    account.service.put_table(spec)
    return account.service.stream_arn(name)


def sequence_numbers(records):
    return [record["dynamodb"]["SequenceNumber"] for record in records]


@pytest.mark.fidelity("11", "the records of AWS's example, with their sizes")
def test_the_records_of_awss_example(account):
    """Three changes of AWS's documentation leave its event, sizes and order of keys."""
    name = "ExampleTableWithStream"
    account.service.put_table(TableSpec(name, "Id", {"Id": "N"}, stream=VIEW))
    reader = account.service.reader("f", name, "TRIM_HORIZON")

    for message in ("New item!", "This item has changed"):
        account.put(name, Message=message, Id=101)
    account.ask("DeleteItem", TableName=name, Key={"Id": {"N": "101"}})
    records = reader.read(100, 10_000)

    expected = json.loads(GOLDEN.read_text())["Records"]
    for record, example in zip(records, expected, strict=True):
        assert len(record["dynamodb"]["SequenceNumber"]) == 21
        assert len(record["eventID"]) == 32
        record["dynamodb"]["SequenceNumber"] = example["dynamodb"]["SequenceNumber"]
        record["eventID"] = example["eventID"]
    assert json.dumps(records) == json.dumps(expected)


def test_a_table_tells_of_its_stream(client, streams, make_table):
    """Its description has the ARN by which boto3 finds stream, shard and records."""
    name = make_table(stream="KEYS_ONLY")
    table = client.describe_table(TableName=name)["Table"]
    client.put_item(TableName=name, Item={"id": {"S": "a"}})

    arn = table["LatestStreamArn"]
    assert table["StreamSpecification"]["StreamViewType"] == "KEYS_ONLY"
    assert arn == f"{table['TableArn']}/stream/{table['LatestStreamLabel']}"
    stream = streams.describe_stream(StreamArn=arn)["StreamDescription"]
    assert stream["StreamStatus"] == "ENABLED"
    assert stream["KeySchema"] == table["KeySchema"]
    (shard,) = stream["Shards"]
    iterator = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )
    answer = streams.get_records(ShardIterator=iterator["ShardIterator"])
    (record,) = answer["Records"]
    assert record["dynamodb"]["Keys"] == {"id": {"S": "a"}}
    number = record["dynamodb"]["SequenceNumber"]
    assert number >= shard["SequenceNumberRange"]["StartingSequenceNumber"]


def test_a_table_without_a_stream_tells_of_none(client, table):
    """And leaves no stream."""
    assert "LatestStreamArn" not in client.describe_table(TableName=table)["Table"]


@pytest.mark.fidelity("11", "four view types, each with its images")
@pytest.mark.parametrize(
    ("view", "images"),
    [
        ("KEYS_ONLY", [set(), set(), set()]),
        ("NEW_IMAGE", [{"NewImage"}, {"NewImage"}, set()]),
        ("OLD_IMAGE", [set(), {"OldImage"}, {"OldImage"}]),
        (VIEW, [{"NewImage"}, {"NewImage", "OldImage"}, {"OldImage"}]),
    ],
)
def test_each_view_type_shows_its_images(account, view, images):
    """Records of what was inserted, modified, removed have the images asked for."""
    arn = stream_of(account, view=view)
    account.put("people", id="a")
    account.put("people", id="a", age=1)
    account.ask("DeleteItem", TableName="people", Key={"id": {"S": "a"}})

    records = account.records(arn)
    assert [record["eventName"] for record in records] == ["INSERT", "MODIFY", "REMOVE"]
    names = {"NewImage", "OldImage"}
    assert [names & record["dynamodb"].keys() for record in records] == images


@pytest.mark.fidelity("11", "a write that changes nothing leaves no record")
def test_a_write_that_changes_nothing_leaves_no_record(account):
    """Nor does 1.0 in place of 1, a deletion of nothing or a false condition."""
    arn = stream_of(account)
    account.put("people", id="a", age=1)
    before = account.records(arn)
    key = {"id": {"S": "a"}}

    account.put("people", id="a", age="1")
    account.put("people", id="a", age=1)
    between = account.records(arn)
    account.put("people", id="a", age=1.0)
    account.ask("DeleteItem", TableName="people", Key={"id": {"S": "none"}})
    account.ask("UpdateItem", TableName="people", Key=key)
    failed = account.ask(
        *("DeleteItem",),
        TableName="people",
        Key=key,
        ConditionExpression="attribute_not_exists(id)",
    )

    assert failed["__type"].endswith("ConditionalCheckFailedException")
    assert (len(before), len(between)) == (1, 3)
    assert account.records(arn) == between


@pytest.mark.fidelity("11", "a failed transaction leaves no record")
def test_a_failed_transaction_leaves_no_record(account):
    """One that succeeds leaves one for each item that it changes, in its order."""
    arn = stream_of(account)
    account.put("people", id="b")
    puts = [{"Put": {"TableName": "people", "Item": {"id": {"S": x}}}} for x in "ac"]
    check = {
        "TableName": "people",
        "Key": {"id": {"S": "b"}},
        "ConditionExpression": "attribute_not_exists(id)",
    }
    failing = [*puts, {"ConditionCheck": check}]
    failed = account.ask("TransactWriteItems", TransactItems=failing)
    assert failed["__type"].endswith("TransactionCanceledException")
    assert len(account.records(arn)) == 1

    check["ConditionExpression"] = "attribute_exists(id)"
    account.ask("TransactWriteItems", TransactItems=failing)
    keys = [record["dynamodb"]["Keys"]["id"]["S"] for record in account.records(arn)]
    assert keys == ["b", "a", "c"]


@pytest.mark.fidelity("11", "records are in the order of the writes")
def test_records_are_in_the_order_of_the_writes(account):
    """They are, in one instant too, and if the clock goes back over a restart."""
    arn = stream_of(account)
    for number in range(3):
        account.put("people", id="a", age=number)
    account.now -= 60
    account.put("people", id="a", age=3)
    account.reopen()
    account.put("people", id="a", age=4)

    records = account.records(arn)
    ages = [record["dynamodb"]["NewImage"]["age"]["N"] for record in records]
    assert ages == ["0", "1", "2", "3", "4"]
    assert sequence_numbers(records) == sorted(set(sequence_numbers(records)))


@pytest.mark.fidelity("11", "four kinds of shard iterators")
@pytest.mark.parametrize(
    ("kind", "needs_number", "ages"),
    [
        ("TRIM_HORIZON", False, ["0", "1", "2", "3"]),
        ("LATEST", False, ["3"]),
        ("AT_SEQUENCE_NUMBER", True, ["1", "2", "3"]),
        ("AFTER_SEQUENCE_NUMBER", True, ["2", "3"]),
    ],
)
def test_an_iterator_begins_where_it_is_asked_to(account, kind, needs_number, ages):
    """An iterator begins where it was asked to, and goes on from page to page."""
    arn = stream_of(account)
    for number in range(3):
        account.put("people", id="a", age=number)
    second = sequence_numbers(account.records(arn))[1]
    given = {"SequenceNumber": second} if needs_number else {}
    iterator = account.iterator(arn, kind, **given)
    account.put("people", id="a", age=3)

    found = []
    while True:
        answer = account.ask("GetRecords", "DynamoDBStreams", **iterator, Limit=1)
        if not answer["Records"]:
            break
        found += answer["Records"]
        iterator = {"ShardIterator": answer["NextShardIterator"]}
    assert [record["dynamodb"]["NewImage"]["age"]["N"] for record in found] == ages


@pytest.mark.fidelity("11", "a record can be read for 24 hours")
def test_records_are_there_for_a_day(account):
    """After a day reading leaves it out, asking for it is refused; the file is rid."""
    arn = stream_of(account)
    account.put("people", id="old")
    (first,) = sequence_numbers(account.records(arn))
    account.now += DAY - 1
    account.put("people", id="new")
    assert len(account.records(arn)) == 2

    account.now += 2
    ids = [r["dynamodb"]["Keys"]["id"]["S"] for r in account.records(arn)]
    assert ids == ["new"]
    refused = account.iterator(arn, "AT_SEQUENCE_NUMBER", SequenceNumber=first)
    assert refused["__type"].endswith("TrimmedDataAccessException")
    account.now += 60
    account.put("people", id="newer")
    account.now -= DAY / 2
    assert len(account.records(arn)) == 2


@pytest.mark.fidelity("11", "a shard iterator lives for fifteen minutes")
def test_an_iterator_lives_for_fifteen_minutes(account):
    """After that it is refused, and has to be asked for anew."""
    arn = stream_of(account)
    iterator = account.iterator(arn, "LATEST")
    account.now += 15 * 60
    assert "Records" in account.ask("GetRecords", "DynamoDBStreams", **iterator)

    account.now += 1
    answer = account.ask("GetRecords", "DynamoDBStreams", **iterator)
    assert answer["__type"].endswith("ExpiredIteratorException")


def end_by_update(account):
    stream = {"StreamEnabled": False}
    account.ask("UpdateTable", TableName="people", StreamSpecification=stream)


def end_with_table(account):
    account.ask("DeleteTable", TableName="people")


@pytest.mark.fidelity(
    "11", "a disabled stream can be read for 24 hours, that of a deleted table too"
)
@pytest.mark.parametrize("end", [end_by_update, end_with_table])
def test_a_stream_that_has_ended_can_be_read_for_a_day(account, end):
    """It can be read to its end, which its shard then has; after a restart too."""
    arn = stream_of(account)
    account.put("people", id="a")
    end(account)
    account.reopen()

    described = account.ask("DescribeStream", "DynamoDBStreams", StreamArn=arn)
    stream = described["StreamDescription"]
    (number,) = sequence_numbers(account.records(arn))
    assert stream["StreamStatus"] == "DISABLED"
    (shard,) = stream["Shards"]
    assert shard["SequenceNumberRange"]["EndingSequenceNumber"] == number
    iterator = account.iterator(arn, "AFTER_SEQUENCE_NUMBER", SequenceNumber=number)
    assert account.ask("GetRecords", "DynamoDBStreams", **iterator) == {"Records": []}
    account.now += DAY + 1
    gone = account.ask("DescribeStream", "DynamoDBStreams", StreamArn=arn)
    assert gone["message"] == f"Requested resource not found: Stream: {arn} not found"
    assert account.ask("ListStreams", "DynamoDBStreams") == {"Streams": []}


def test_another_view_type_is_another_stream(account):
    """What deploy time puts ends the one and begins the other; numbers go on."""
    old = stream_of(account)
    account.put("people", id="a")
    new = stream_of(account, view="KEYS_ONLY")
    account.put("people", id="b")

    assert old != new
    numbers = [sequence_numbers(account.records(arn)) for arn in (old, new)]
    assert [len(each) for each in numbers] == [1, 1]
    assert numbers[0] < numbers[1]
    described = account.ask("DescribeTable", TableName="people")["Table"]
    assert described["LatestStreamArn"] == new


def test_streams_are_listed_page_by_page(account):
    """All of them, or those of one table."""
    arns = [stream_of(account, name) for name in ("one", "three", "two")]
    first = account.ask("ListStreams", "DynamoDBStreams", Limit=2)
    start = first["LastEvaluatedStreamArn"]
    second = account.ask(
        "ListStreams", "DynamoDBStreams", Limit=2, ExclusiveStartStreamArn=start
    )

    listed = [each["StreamArn"] for each in first["Streams"] + second["Streams"]]
    assert listed == arns
    assert "LastEvaluatedStreamArn" not in second
    named = account.ask("ListStreams", "DynamoDBStreams", TableName="two")
    assert [each["TableName"] for each in named["Streams"]] == ["two"]


@pytest.mark.fidelity("11", "a page has 1 MB of records at most")
def test_a_page_ends_at_a_megabyte(account):
    """A page ends at a megabyte, and the next one goes on behind it."""
    arn = stream_of(account, view="NEW_IMAGE")
    for number in range(4):
        account.put("people", id="a", text=str(number) * 350_000)

    iterator, sizes = account.iterator(arn, "TRIM_HORIZON"), []
    for _ in range(2):
        answer = account.ask("GetRecords", "DynamoDBStreams", **iterator)
        sizes.append(len(answer["Records"]))
        iterator = {"ShardIterator": answer["NextShardIterator"]}
    assert sizes == [2, 2]


@pytest.mark.parametrize(
    ("specification", "message"),
    [
        ({"StreamEnabled": True}, "StreamViewType must be specified"),
        ({"StreamEnabled": False, "StreamViewType": VIEW}, "and only then"),
        ({"StreamEnabled": True, "StreamViewType": "ALL"}, "enum value set: [KEYS_"),
    ],
)
def test_a_strange_specification_is_refused(client, table, specification, message):
    """With what is allowed."""
    with pytest.raises(ClientError) as refusal:
        client.update_table(TableName=table, StreamSpecification=specification)
    assert message in str(refusal.value)


@pytest.mark.fidelity("11", "enabled twice, or disabled twice: ValidationException")
def test_a_stream_is_enabled_and_disabled_once(client, table):
    """A second time is AWS's ValidationException."""
    on = {"StreamEnabled": True, "StreamViewType": VIEW}
    off = {"StreamEnabled": False}
    with pytest.raises(ClientError, match=r"ValidationException.*has no stream"):
        client.update_table(TableName=table, StreamSpecification=off)
    description = client.update_table(TableName=table, StreamSpecification=on)
    assert "LatestStreamArn" in description["TableDescription"]
    with pytest.raises(ClientError, match=f"already has an enabled stream.*{table}"):
        client.update_table(TableName=table, StreamSpecification=on)
    description = client.update_table(TableName=table, StreamSpecification=off)
    assert "LatestStreamArn" not in description["TableDescription"]


def test_updates_of_another_kind_are_refused(client, table):
    """By name."""
    with pytest.raises(ClientError, match="parameter TableClass of UpdateTable"):
        client.update_table(TableName=table, TableClass="STANDARD")
    with pytest.raises(ClientError, match="At least one of"):
        client.update_table(TableName=table)


@pytest.mark.parametrize(
    ("operation", "body", "error", "message"),
    [
        (
            "GetRecords",
            {"ShardIterator": "x"},
            "Validation",
            "Invalid ShardIterator: x",
        ),
        ("GetRecords", {"ShardIterator": "x|1|WzFd"}, "Validation", "Invalid ShardIt"),
        ("GetRecords", {}, "Validation", "'shardIterator' failed"),
        ("DescribeStream", {"StreamArn": f"{ARN}/a/stream/b"}, "ResourceNotFound", "b"),
        ("GetShardIterator", {"ShardId": "none"}, "ResourceNotFound", "Shard does not"),
        ("GetShardIterator", {"SequenceNumber": "1"}, "Validation", "and only then"),
        ("GetShardIterator", {"ShardIteratorType": "NOW"}, "Validation", "TRIM_HORIZ"),
        (
            "GetShardIterator",
            {"ShardIteratorType": "AT_SEQUENCE_NUMBER", "SequenceNumber": "²"},
            "Validation",
            "Invalid SequenceNumber",
        ),
        ("PutItem", {}, "UnknownOperation", ""),
    ],
)
def test_a_strange_question_is_refused(account, operation, body, error, message):
    """As AWS does, never with a 500."""
    arn = stream_of(account)
    if operation == "GetShardIterator":
        kind = {"ShardId": "shardId-0", "ShardIteratorType": "LATEST"}
        described = account.ask("DescribeStream", "DynamoDBStreams", StreamArn=arn)
        (shard,) = described["StreamDescription"]["Shards"]
        body = {"StreamArn": arn, **kind, "ShardId": shard["ShardId"], **body}

    answer = account.ask(operation, "DynamoDBStreams", **body)
    assert answer["__type"].endswith(f"#{error}Exception")
    assert message in answer["message"]


def test_a_reader_goes_on_where_it_was(account):
    """Whoever makes it anew, after a restart too; LATEST is when it was first made."""
    stream_of(account)
    account.put("people", id="a")
    reader = account.service.reader("f", "people", "LATEST")
    for letter in "bcd":
        account.put("people", id=letter)
    first, second, _ = reader.read(3, 10_000)
    reader.advance(first["dynamodb"]["SequenceNumber"])
    account.reopen()

    reader = account.service.reader("f", "people", "LATEST")
    assert reader.read(1, 10_000) == [second]
    other = account.service.reader("g", "people", "TRIM_HORIZON")
    assert len(other.read(10, 10_000)) == 4
    reader.forget()
    assert account.service.reader("f", "people", "LATEST").read(1, 10_000) == []


def test_a_reader_gets_no_more_than_it_asks_for(account):
    """In records, and in bytes, but always one."""
    stream_of(account)
    for letter in "abc":
        account.put("people", id=letter)
    reader = account.service.reader("f", "people", "TRIM_HORIZON")

    assert [len(reader.read(n, 10_000)) for n in (1, 2, 9)] == [1, 2, 3]
    assert [len(reader.read(9, size)) for size in (1, 900)] == [1, 2]
