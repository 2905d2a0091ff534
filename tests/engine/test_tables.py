"""Tables with all options on the simulator, another DynamoDB, and `wingws table`."""

import json
import subprocess
from subprocess import CalledProcessError

import pytest
from websockets.sync.client import connect

from tests.aws.cloud import Cloud
from tests.engine.simulator import WINGWS, Stack

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

# `{}` is the options of the table.
PROGRAM = """
import pulumi
from pulumi_wingws import (
    DynamodbTable, GlobalSecondaryIndex, LocalSecondaryIndex, WebSocket
)

rows = DynamodbTable(
    "Rows", hash_key="room", range_key="at", {}
)
chat = WebSocket("Chat")

@chat.route("put", reply=True)
def put(connection_id: str, body: str) -> object:
    rows.put_item(item={{"room": "r", "at": 1, "user": "ann", "n": 0.5}})
    return "put"

@chat.route("users", reply=True)
def users(connection_id: str, body: str) -> object:
    page = rows.query(
        index_name="ByUser",
        key_condition_expression="#u = :u",
        expression_attribute_names={{"#u": "user"}},
        expression_attribute_values={{":u": "ann"}},
    )
    return [item["room"] for item in page]

pulumi.export("url", chat.url)
pulumi.export("table", rows.table_name)
pulumi.export("stream", rows.stream_arn)
"""
KEYS = 'attribute_definitions={"room": "S", "at": "N"}'
INDEXED = """
    attribute_definitions={"room": "S", "at": "N", "user": "S"},
    global_secondary_indexes=[GlobalSecondaryIndex("ByUser", "user")],
    time_to_live_attribute="expires",
    stream="NEW_IMAGE",
    billing_mode="PAY_PER_REQUEST",
    tags={"team": "chat"},
    encryption="AWS_MANAGED",
    point_in_time_recovery=True,
"""


@pytest.fixture
def make(make_project):
    """Return a maker of stacks that run the program."""

    def make(options, **config):
        project = make_project(PROGRAM.format(options))
        project.config_set("target", "sim")
        for key, value in config.items():
            project.config_set(f"wingws:{key}", value)
        project.up()
        return Stack(project)

    return make


@pytest.fixture
def elsewhere():
    """Another DynamoDB, with nothing in it."""
    cloud = Cloud()
    yield cloud
    cloud.close()


def ask(stack, action):
    """Return the reply to a message with an action."""
    with connect(stack.project.outputs["url"]) as client:
        client.send(json.dumps({"action": action}))
        return client.recv(timeout=10)


def edited(stack, options):
    """Bring a program up with other options; return how its table changed."""
    stack.project.write(PROGRAM.format(options))
    steps = stack.project.up().changed()
    return {step.op for step in steps if step.type.endswith("wingws:Table")}


def refused(stack, *arguments, **options):
    """Return what `wingws table` says of what it refuses."""
    with pytest.raises(CalledProcessError) as caught:
        stack.wingws("table", *arguments, **options)
    assert caught.value.returncode == 1
    return caught.value.stderr


def test_what_is_no_key_changes_in_place(make):
    """Rows stay, and those from before are in a new index."""
    stack = make(KEYS)
    ask(stack, "put")
    assert edited(stack, INDEXED) == {"update"}
    dynamodb = stack.client("dynamodb")
    name = stack.project.outputs["table"]
    time_to_live = dynamodb.describe_time_to_live(TableName=name)

    assert ask(stack, "users") == '["r"]'
    assert time_to_live["TimeToLiveDescription"]["AttributeName"] == "expires"
    assert f"table/{name}/stream/" in stack.project.outputs["stream"]
    assert not stack.project.up().changed()
    assert edited(stack, KEYS) == {"update"}
    assert len(stack.rows()) == 1
    assert "stream" not in stack.project.outputs


def test_another_key_or_local_index_is_another_table(make):
    """Without the rows, as on AWS."""
    stack = make(KEYS)
    ask(stack, "put")
    local = f"{INDEXED} local_secondary_indexes=[LocalSecondaryIndex('Own', 'user')],"
    assert "replace" in edited(stack, local)
    assert stack.rows() == []
    name = stack.project.outputs["table"]
    table = stack.client("dynamodb").describe_table(TableName=name)["Table"]
    assert [each["IndexName"] for each in table["LocalSecondaryIndexes"]] == ["Own"]

    ask(stack, "put")
    assert "replace" in edited(stack, local.replace('"at": "N"', '"at": "S"'))
    assert stack.rows() == []


def test_rows_are_shown_exported_and_imported(make, tmp_path):
    """A table is named as the program names it; what is exported loses nothing."""
    stack = make(INDEXED)
    ask(stack, "put")
    name = stack.project.outputs["table"]
    dynamodb = stack.client("dynamodb")
    item = {
        "room": {"S": "é"},
        "at": {"N": "2"},
        "bytes": {"B": b"\x00\xff"},
        "deep": {"M": {"list": {"L": [{"BS": [b"a"]}, {"NS": ["1"]}]}}},
    }
    dynamodb.put_item(TableName=name, Item=item)
    file = tmp_path / "rows.jsonl"

    assert stack.wingws("table", "list") == f"{name}  2 rows\n"
    assert json.loads(stack.wingws("table", "list", "--json")) == [
        {"name": name, "items": 2}
    ]
    shown = stack.wingws("table", "show", "Rows").splitlines()
    assert shown[:2] == [
        f"{name}: room (HASH), at (RANGE), 2 rows",
        "  index ByUser: user (HASH)",
    ]
    assert '{"at": 1, "n": 0.5, "room": "r", "user": "ann"}' in {
        json.dumps(json.loads(line), sort_keys=True) for line in shown[2:]
    }
    first = json.loads(stack.wingws("table", "show", "Rows", "--limit", "1", "--json"))
    assert (len(first["items"]), first["table"]["TableName"]) == (1, name)
    before = sorted(map(str, stack.rows()))
    stack.wingws("table", "export", "Rows", str(file))
    for row in stack.rows():
        key = {each: row[each] for each in ("room", "at")}
        dynamodb.delete_item(TableName=name, Key=key)
    assert stack.wingws("table", "import", name, str(file)) == f"2 rows are in {name}\n"
    assert sorted(map(str, stack.rows())) == before
    assert stack.wingws("table", "export", "Rows").splitlines() == (
        file.read_text().splitlines()
    )


def test_plain_rows_are_imported_from_standard_input(make):
    """A number as it is written; the stack is named after the verb, or before it."""
    stack = make(KEYS)
    subprocess.run(
        [*WINGWS, "table", "import", "Rows", "--stack", stack.project.stack],
        cwd=stack.project.folder,
        input='{"room": "a", "at": 0.1}\n\n{"room": "b", "at": 2, "tags": ["x"]}\n',
        text=True,
        check=True,
    )

    assert sorted(stack.rows(), key=lambda row: row["room"]["S"]) == [
        {"room": {"S": "a"}, "at": {"N": "0.1"}},
        {"room": {"S": "b"}, "at": {"N": "2"}, "tags": {"L": [{"S": "x"}]}},
    ]


def test_what_cannot_be_imported_says_its_line(make, tmp_path):
    """A line that is no row leaves the table as it is."""
    stack = make(KEYS)
    file = tmp_path / "rows.jsonl"
    good = '{"room": "a", "at": 1}\n'
    for bad, reason in (
        ("{", "no JSON: "),
        ("[1]", "no JSON object; expected one like"),
        ('{"at": NaN}', "NaN is no number that DynamoDB has"),
        ('{"Item": {"room": "a"}}', "attribute value 'a' of \"Item\"; expected"),
    ):
        file.write_text(good + bad)
        error = refused(stack, "import", "Rows", str(file))
        assert error.startswith(f"wingws: line 2 of {file}: {reason}")
        assert error.endswith("; no row was put\n")
    assert stack.rows() == []
    file.write_text(good + '{"room": "b"}')
    error = refused(stack, "import", "Rows", str(file))
    assert f"line 2 of {file}" in error
    assert "Missing the key at in the item" in error
    assert "unknown; there are: Rows-" in refused(stack, "show", "Row")
    assert "No such file" in refused(stack, "import", "Rows", "nowhere")


def test_another_dynamodb_has_the_tables(make, elsewhere):
    """The simulator makes them there, asks it what handlers ask, and tidies up."""
    stack = make(INDEXED, dynamodb=elsewhere.url)
    dynamodb = elsewhere.client("dynamodb", "us-east-1")
    name = stack.project.outputs["table"]
    put, users = ask(stack, "put"), ask(stack, "users")
    (item,) = dynamodb.scan(TableName=name)["Items"]
    time_to_live = dynamodb.describe_time_to_live(TableName=name)

    assert (put, users, item["user"]) == ("put", '["r"]', {"S": "ann"})
    assert time_to_live["TimeToLiveDescription"]["AttributeName"] == "expires"
    assert stack.wingws("table", "list") == f"{name}  1 rows\n"
    assert not stack.project.up().changed()
    stack.project.destroy()
    assert dynamodb.list_tables()["TableNames"] == []


def test_a_table_that_is_there_is_used_where_it_is(make_project, elsewhere):
    """By its name; it is not touched, nor a handler allowed more than it calls."""
    dynamodb = elsewhere.client("dynamodb", "us-east-1")
    dynamodb.create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    project = make_project(
        """
import boto3
import pulumi
from pulumi_wingws import DynamodbTable, WebSocket

orders = DynamodbTable.from_name("Orders", "orders")
chat = WebSocket("Chat")

@chat.on_message(reply=True)
def on_message(connection_id: str, body: str) -> str:
    orders.put_item(item={"id": body})
    client = boto3.client("dynamodb")
    try:
        client.scan(TableName="orders")
    except client.exceptions.ClientError as exc:
        return exc.response["Error"]["Code"]

pulumi.export("url", chat.url)
"""
    )
    project.config_set("target", "sim")
    project.config_set("wingws:dynamodb", elsewhere.url)
    project.up()

    with connect(project.outputs["url"]) as client:
        client.send("one")
        assert client.recv(timeout=10) == "AccessDeniedException"
    project.destroy()
    assert dynamodb.scan(TableName="orders")["Items"] == [{"id": {"S": "one"}}]


def test_a_dynamodb_that_is_not_there_says_so(make_project):
    """Where it was looked for, by `up`."""
    project = make_project(PROGRAM.format(INDEXED))
    project.config_set("target", "sim")
    project.config_set("wingws:dynamodb", "http://127.0.0.1:9")
    output = project.up(fails=True).output

    assert 'Could not connect to the endpoint URL: "http://127.0.0.1:9/"' in output
