"""Pulumi's options of a component's children, by transformations of the component."""

import pytest

pytestmark = [pytest.mark.engine, pytest.mark.timeout(180)]

# As docs/aws.md has it, and with the engine's newer `transforms`.
KEEP = """
import pulumi
from pulumi_wingws import WebSocket

def keep(args):
    if args.type_ == "aws:lambda/function:Function":
        kept = pulumi.ResourceOptions(ignore_changes=["memory_size"])
        args.opts = pulumi.ResourceOptions.merge(args.opts, kept)
    return pulumi.ResourceTransformationResult(args.props, args.opts)

def keep_late(args):
    if args.type_ == "aws:lambda/function:Function":
        args.opts.ignore_changes = ["memorySize"]
    return pulumi.ResourceTransformResult(args.props, args.opts)

chat = WebSocket("Chat", opts=pulumi.ResourceOptions({option}), {function})

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    pass
"""

TRANSFORMATIONS = "transformations=[keep]"
TRANSFORMS = "transforms=[keep_late]"

ADOPT = """
import pulumi
from pulumi_wingws import DynamodbTable, WebSocket

IDS = {{
    "aws:dynamodb/table:Table": "people",
    "aws:cloudwatch/logGroup:LogGroup": "/chat/messages",
}}

def adopt(args):
    if args.type_ in IDS:
        args.opts.import_ = IDS[args.type_]
    return pulumi.ResourceTransformationResult(args.props, args.opts)

opts = pulumi.ResourceOptions({option})
table = DynamodbTable(
    "Table",
    opts,
    hash_key="{hash_key}",
    attribute_definitions={{"{hash_key}": "S"}},
    deletion_protection=False,
)
chat = WebSocket("Chat", opts)

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    table.put_item(item={{"id": connection_id}})
"""

RAW = """
import pulumi_aws as aws

aws.dynamodb.Table(
    "People",
    name="people",
    billing_mode="PAY_PER_REQUEST",
    hash_key="id",
    attributes=[{"name": "id", "type": "S"}],
    deletion_protection_enabled=False,
)
"""

ADOPTED = "transformations=[adopt]"


@pytest.fixture
def make(make_aws_project):
    """Return a maker of projects that are destroyed in the end."""
    projects = []

    def make(program):
        projects.append(project := make_aws_project(program))
        return project

    yield make
    for project in projects:
        project.destroy()


@pytest.fixture
def existing(cloud):
    """A table with a row, and a group of logs, that no stack knows."""
    dynamodb, logs = cloud.client("dynamodb"), cloud.client("logs")
    dynamodb.create_table(
        TableName="people",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.put_item(TableName="people", Item={"id": {"S": "ada"}})
    logs.create_log_group(logGroupName="/chat/messages")
    logs.put_retention_policy(logGroupName="/chat/messages", retentionInDays=7)
    yield
    inventory = cloud.inventory()
    if "people" in inventory["tables"]:
        dynamodb.delete_table(TableName="people")
    if "/chat/messages" in inventory["log groups"]:
        logs.delete_log_group(logGroupName="/chat/messages")


@pytest.mark.parametrize("option", [TRANSFORMATIONS, TRANSFORMS])
def test_an_ignored_property_stays_and_another_is_updated(make, cloud, option):
    """What somebody gave a function by hand outlives a refresh and an `up`."""
    function = "memory_size=256, timeout=5"
    project = make(KEEP.format(option=option, function=function))
    project.up()
    lambda_ = cloud.client("lambda")
    (made,) = lambda_.list_functions()["Functions"]
    name = made["FunctionName"]
    lambda_.update_function_configuration(FunctionName=name, MemorySize=512)
    project.refresh()
    refreshed = project.up().changed()
    project.write(KEEP.format(option=option, function="memory_size=384, timeout=7"))
    changed = project.up().changed()
    now = lambda_.get_function_configuration(FunctionName=name)

    assert refreshed == ()
    assert [(each.name, each.op) for each in changed] == [
        ("Chat-default-function", "update")
    ]
    assert (now["MemorySize"], now["Timeout"]) == (512, 7)


def test_a_function_that_nobody_keeps_is_updated(make, cloud):
    """It is the option that keeps the property: the component's own does nothing."""
    option = "ignore_changes=['memory_size']"
    project = make(KEEP.format(option=option, function="memory_size=256"))
    project.up()
    project.write(KEEP.format(option=option, function="memory_size=384"))
    project.up()
    (function,) = cloud.client("lambda").list_functions()["Functions"]

    assert function["MemorySize"] == 384


def test_what_exists_is_imported(existing, make, cloud):
    """Rows and all, and what differs is updated; then it is a resource of the stack."""
    before = cloud.inventory()
    project = make(ADOPT.format(option=ADOPTED, hash_key="id"))
    steps = {(each.name, each.op) for each in project.up().changed()}
    (group,) = cloud.client("logs").describe_log_groups()["logGroups"]
    rows = cloud.client("dynamodb").scan(TableName="people")["Count"]
    inventory = cloud.inventory()
    again = project.up().changed()
    project.write(ADOPT.format(option="", hash_key="id"))
    without = project.up().changed()
    refreshed = project.refresh().changes
    types = {each["type"]: each.get("inputs") for each in project.resources}
    project.destroy()

    assert {("Table", "import"), ("Chat-default-logs", "import")} < steps
    assert {name for name, op in steps if op == "update"} == {"Chat-default-logs"}
    assert group["retentionInDays"] == 30
    assert rows == 1
    assert inventory["tables"] == before["tables"]
    assert inventory["log groups"] == before["log groups"]
    logging = types["aws:lambda/function:Function"]["loggingConfig"]
    assert logging["logGroup"] == "/chat/messages"
    assert (again, without, refreshed.keys()) == ((), (), {"same"})
    assert "people" not in cloud.inventory()["tables"]


def test_what_is_not_as_the_program_says_is_not_imported(existing, make, cloud):
    """If AWS can't change it: Pulumi shows the difference, and leaves the table."""
    project = make(ADOPT.format(option=ADOPTED, hash_key="name"))
    result = project.up(fails=True)
    (key,) = cloud.client("dynamodb").describe_table(TableName="people")["Table"][
        "KeySchema"
    ]

    assert "hashKey: {id} => {name}" in result.output
    assert key["AttributeName"] == "id"


def test_what_does_not_exist_is_not_imported(make, cloud):
    """Nor made instead."""
    project = make(ADOPT.format(option=ADOPTED, hash_key="id"))
    result = project.up(fails=True)

    assert "people" in result.output
    assert "does not exist" in result.output
    assert "people" not in cloud.inventory()["tables"]


def test_the_cli_imports_what_the_program_then_has(existing, make):
    """Outside of a component, as any resource; the program's finds it."""
    project = make("import pulumi")
    options = ("--yes", "--skip-preview", "--generate-code=false", "--protect=false")
    project.pulumi(
        *("import", "--stack", project.stack, *options),
        *("aws:dynamodb/table:Table", "People", "people"),
    )
    project.write(RAW)

    assert project.up().changed() == ()
    assert "people" in {each.get("id") for each in project.resources}
