"""Tables with all options under the real CLI and engine, read back with boto3."""

import json

import pytest

pytestmark = [pytest.mark.engine, pytest.mark.timeout(180)]

# `{}` is the options.
PROGRAM = """
import pulumi
from pulumi_wingws import DynamodbTable, GlobalSecondaryIndex, LocalSecondaryIndex

table = DynamodbTable("Rows", {})
pulumi.export("name", table.table_name)
pulumi.export("stream", table.stream_arn)
"""
KEYS = """
    hash_key="room",
    attribute_definitions={"room": "S"},
    deletion_protection=False,
"""
EVERYTHING = """
    hash_key="room",
    range_key="at",
    attribute_definitions={"room": "S", "at": "N", "user": "S"},
    global_secondary_indexes=[
        GlobalSecondaryIndex("ByUser", "user", "at", read_capacity=3, write_capacity=4),
    ],
    local_secondary_indexes=[
        LocalSecondaryIndex("RoomByUser", "user", "INCLUDE", ["text"]),
    ],
    billing_mode="PROVISIONED",
    read_capacity=1,
    write_capacity=2,
    time_to_live_attribute="expires",
    stream="NEW_AND_OLD_IMAGES",
    point_in_time_recovery=True,
    deletion_protection=False,
    encryption="AWS_MANAGED",
    tags={"team": "chat"},
    name="all-rows",
"""
EXISTING = """
import pulumi
from pulumi_wingws import DynamodbTable, WebSocket

chat = WebSocket("Chat")
orders = DynamodbTable.from_name("Orders", "orders")

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    orders.query(key_condition_expression="id = :id", index_name="ByN")

pulumi.export("arn", orders.arn)
"""


@pytest.fixture
def make(make_aws_project):
    """Return a maker of projects that are up, and are destroyed in the end."""
    projects = []

    def make(options):
        project = make_aws_project(PROGRAM.format(options))
        projects.append(project)
        project.up()
        return project

    yield make
    for project in projects:
        project.destroy()


@pytest.fixture
def dynamodb(cloud):
    """A stock client."""
    return cloud.client("dynamodb")


def edited(project, options):
    """Bring a program up with other options; return how its table changed."""
    project.write(PROGRAM.format(options))
    return {s.op for s in project.up().changed() if s.type.startswith("aws:")}


def test_every_option_is_what_aws_then_has(make, dynamodb):
    """A second `up` changes nothing; a destroy leaves nothing."""
    project = make(EVERYTHING)
    table = dynamodb.describe_table(TableName="all-rows")["Table"]
    time_to_live = dynamodb.describe_time_to_live(TableName="all-rows")
    backups = dynamodb.describe_continuous_backups(TableName="all-rows")
    tags = dynamodb.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]
    (by_user,) = table["GlobalSecondaryIndexes"]
    (room_by_user,) = table["LocalSecondaryIndexes"]

    assert [each["AttributeName"] for each in table["KeySchema"]] == ["room", "at"]
    assert table["ProvisionedThroughput"]["ReadCapacityUnits"] == 1
    assert by_user["ProvisionedThroughput"]["WriteCapacityUnits"] == 4
    assert by_user["KeySchema"][0] == {"AttributeName": "user", "KeyType": "HASH"}
    assert room_by_user["Projection"] == {
        "ProjectionType": "INCLUDE",
        "NonKeyAttributes": ["text"],
    }
    assert table["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    assert project.outputs["stream"] == table["LatestStreamArn"]
    assert table["SSEDescription"]["SSEType"] == "KMS"
    assert time_to_live["TimeToLiveDescription"] == {
        "TimeToLiveStatus": "ENABLED",
        "AttributeName": "expires",
    }
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"
    assert tags == [{"Key": "team", "Value": "chat"}]
    assert project.up().changed() == ()
    project.destroy()
    assert "all-rows" not in dynamodb.list_tables()["TableNames"]


def test_what_is_no_key_changes_in_place(make, dynamodb):
    """Its rows stay; and a table without a name of its own has one nobody else has."""
    project = make(KEYS)
    name = project.outputs["name"]
    dynamodb.put_item(TableName=name, Item={"room": {"S": "a"}, "n": {"N": "1"}})
    changed = edited(
        project,
        KEYS.replace('{"room": "S"}', '{"room": "S", "n": "N"}')
        + 'global_secondary_indexes=[GlobalSecondaryIndex("ByN", "n")],'
        + 'time_to_live_attribute="expires", stream="KEYS_ONLY", tags={"a": "b"},'
        + "point_in_time_recovery=True, encryption='AWS_MANAGED'",
    )
    table = dynamodb.describe_table(TableName=name)["Table"]

    assert changed == {"update"}
    assert [each["IndexName"] for each in table["GlobalSecondaryIndexes"]] == ["ByN"]
    assert table["StreamSpecification"]["StreamViewType"] == "KEYS_ONLY"
    assert dynamodb.scan(TableName=name)["Count"] == 1
    assert name.startswith("Rows-")
    time_to_live = dynamodb.describe_time_to_live(TableName=name)
    assert time_to_live["TimeToLiveDescription"]["AttributeName"] == "expires"


def test_a_stream_ends_with_its_option(make, dynamodb):
    """The table stays as it is."""
    project = make(f'{KEYS} stream="KEYS_ONLY"')
    assert edited(project, KEYS) == {"update"}
    table = dynamodb.describe_table(TableName=project.outputs["name"])["Table"]

    assert not table.get("StreamSpecification", {}).get("StreamEnabled")


def test_the_end_of_a_time_to_live_is_said_twice(make, dynamodb):
    """AWS wants the attribute named, as docs/tables.md says how; else it refuses."""
    project = make(f'{KEYS} time_to_live_attribute="expires"')
    project.write(PROGRAM.format(KEYS))
    assert "AttributeName" in project.up(fails=True).output

    off = '{"enabled": False, "attribute_name": "expires"}'
    transform = f'transform={{"table": lambda args: args.update(ttl={off})}}'
    edited(project, f"{KEYS} {transform}")
    time_to_live = dynamodb.describe_time_to_live(TableName=project.outputs["name"])
    assert time_to_live["TimeToLiveDescription"]["TimeToLiveStatus"] == "DISABLED"


def test_another_key_is_another_table(make, dynamodb):
    """The engine replaces it, and stops where deletion protection has a say."""
    project = make(KEYS)
    old = project.outputs["name"]
    assert "replace" in edited(project, KEYS.replace("room", "place"))
    assert project.outputs["name"] != old

    edited(project, KEYS.replace("room", "place").replace("False", "True"))
    project.write(PROGRAM.format(KEYS.replace("False", "True")))
    assert "DeletionProtectionEnabled is set to True" in project.up(fails=True).output
    for name in dynamodb.list_tables()["TableNames"]:
        dynamodb.update_table(TableName=name, DeletionProtectionEnabled=False)


def test_a_table_that_is_there_is_used_and_left(make_aws_project, cloud, dynamodb):
    """A handler may query the indexes that it has; a missing one stops a preview."""
    project = make_aws_project(EXISTING)
    assert "orders" in project.preview(fails=True).output
    attributes = [("id", "S"), ("n", "N")]
    dynamodb.create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": type_}
            for name, type_ in attributes
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "ByN",
                "KeySchema": [{"AttributeName": "n", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    project.up()
    arn = project.outputs["arn"]
    iam = cloud.client("iam")
    (role,) = (r["RoleName"] for r in iam.list_roles()["Roles"])
    (policy,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
    (statement,) = (
        s for s in document["Statement"] if s["Action"] == ["dynamodb:Query"]
    )

    assert arn == dynamodb.describe_table(TableName="orders")["Table"]["TableArn"]
    assert statement["Resource"] == [arn, f"{arn}/index/*"], json.dumps(document)
    project.destroy()
    assert "orders" in dynamodb.list_tables()["TableNames"]
