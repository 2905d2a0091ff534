"""Options of a `DynamodbTable`, and tables that are there already, on both targets."""

import json

import pytest

from tests.deploy.recording import ACCOUNT, REGION, deploy, refused

IMPORTS = """
import pulumi
from pulumi_wingws import (
    DynamodbTable, GlobalSecondaryIndex, LocalSecondaryIndex, WebSocket
)
"""

#: Every option that there is.
EVERYTHING = f"""{IMPORTS}
DynamodbTable(
    "Rows",
    hash_key="room",
    range_key="at",
    attribute_definitions={{"room": "S", "at": "N", "user": "S"}},
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
    tags={{"team": "chat"}},
    name="rows",
)
"""

#: A handler that queries and puts, of a table that `{}` makes.
CHAT = f"""{IMPORTS}
KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234-abcd"
chat = WebSocket("Chat")
keys = {{"hash_key": "id", "attribute_definitions": {{"id": "S", "n": "N"}}}}

@chat.on_message
def on_message(connection_id, body):
    table.put_item(item={{"id": connection_id}})
    table.query(key_condition_expression="id = :id")
    chat.send_message(connection_id, body)

"""
INDEXED = """
table = DynamodbTable(
    "Rows", global_secondary_indexes=[GlobalSecondaryIndex("ByN", "n")], **keys
)
"""
ORDERS = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/orders"
TABLE = "aws:dynamodb/table:Table"
POLICY = "aws:iam/rolePolicy:RolePolicy"


def statements(deployment, policy="Chat-default-policy"):
    """Return the statements of a policy, the log's and the API's left out."""
    document = json.loads(deployment.of(POLICY)[policy].inputs["policy"])
    own = ("logs:", "execute-api:")
    return [s for s in document["Statement"] if not s["Action"][0].startswith(own)]


def test_every_option_reaches_aws():
    """Under the names that `pulumi_aws` has for it."""
    assert deploy(EVERYTHING).one(TABLE).inputs == {
        "attributes": [
            {"name": "at", "type": "N"},
            {"name": "room", "type": "S"},
            {"name": "user", "type": "S"},
        ],
        "billingMode": "PROVISIONED",
        "deletionProtectionEnabled": False,
        "globalSecondaryIndexes": [
            {
                "hashKey": "user",
                "name": "ByUser",
                "projectionType": "ALL",
                "rangeKey": "at",
                "readCapacity": 3,
                "writeCapacity": 4,
            }
        ],
        "hashKey": "room",
        "localSecondaryIndexes": [
            {
                "name": "RoomByUser",
                "nonKeyAttributes": ["text"],
                "projectionType": "INCLUDE",
                "rangeKey": "user",
            }
        ],
        "name": "rows",
        "pointInTimeRecovery": {"enabled": True},
        "rangeKey": "at",
        "readCapacity": 1,
        "serverSideEncryption": {"enabled": True},
        "streamEnabled": True,
        "streamViewType": "NEW_AND_OLD_IMAGES",
        "tags": {"team": "chat"},
        "ttl": {"attributeName": "expires", "enabled": True},
        "writeCapacity": 2,
    }


def test_the_simulator_gets_what_it_can_tell_apart():
    """Keys, indexes, stream and time to live; the rest is AWS's."""
    table = deploy(EVERYTHING, target="sim").one("pulumi-python:dynamic/wingws:Table")
    inputs = {k: v for k, v in table.inputs.items() if k not in ("key", "stack")}

    assert inputs == {
        "attribute_definitions": {"at": "N", "room": "S", "user": "S"},
        "exact_name": "rows",
        "global_secondary_indexes": [
            {
                "hash_key": "user",
                "name": "ByUser",
                "non_key_attributes": [],
                "projection_type": "ALL",
                "range_key": "at",
            }
        ],
        "hash_key": "room",
        "kind": "table",
        "local_secondary_indexes": [
            {
                "name": "RoomByUser",
                "non_key_attributes": ["text"],
                "projection_type": "INCLUDE",
                "range_key": "user",
            }
        ],
        "name": "Rows",
        "range_key": "at",
        "stream": "NEW_AND_OLD_IMAGES",
        "time_to_live_attribute": "expires",
    }


def test_a_handler_may_query_the_indexes_that_there_are():
    """With the one statement for what it does with the table."""
    (statement,) = statements(deploy(CHAT + INDEXED))

    assert statement["Resource"] == ["arn:Rows", "arn:Rows/index/*"]
    plain = INDEXED.replace('[GlobalSecondaryIndex("ByN", "n")]', "[]")
    plain = plain.replace("**keys", 'hash_key="id", attribute_definitions={"id": "S"}')
    (statement,) = statements(deploy(CHAT + plain))
    assert statement["Resource"] == ["arn:Rows"]


@pytest.mark.parametrize("key", ["KEY", "pulumi.Output.from_input(KEY)"])
def test_a_key_of_your_own_is_used_through_dynamodb_only(key):
    """By handlers, and by roles that are granted the table."""
    program = CHAT + INDEXED.replace("**keys", f"encryption={key}, **keys")
    deployment = deploy(f"{program}\ntable.grant('worker', 'get_item')")
    arn = "arn:aws:kms:eu-central-1:123456789012:key/1234-abcd"

    assert deployment.one(TABLE).inputs["serverSideEncryption"] == {
        "enabled": True,
        "kmsKeyArn": arn,
    }
    for policy in ("Chat-default-policy", "Rows-grant-worker"):
        assert statements(deployment, policy)[1:] == [
            {
                "Effect": "Allow",
                "Action": ["kms:Decrypt"],
                "Resource": [arn],
                "Condition": {
                    "StringLike": {
                        "kms:ViaService": "dynamodb.eu-central-1.amazonaws.com*"
                    }
                },
            }
        ]


@pytest.mark.parametrize("encryption", ["AWS_OWNED", "AWS_MANAGED"])
def test_keys_of_aws_need_no_statement(encryption):
    """Their own policies let in who may use the table."""
    options = f"encryption='{encryption}', **keys"
    assert len(statements(deploy(CHAT + INDEXED.replace("**keys", options)))) == 1


@pytest.mark.parametrize(
    "name", ["'orders'", f"'{ORDERS}'", "pulumi.Output.from_input('orders')"]
)
def test_a_table_that_is_there_is_captured_like_any(name):
    """By its name or its ARN; nothing is made of it."""
    deployment = deploy(f"{CHAT}table = DynamodbTable.from_name('Orders', {name})")
    function = deployment.one("aws:lambda/function:Function").inputs
    captured = json.loads(function["environment"]["variables"]["WINGWS"])

    assert captured["tables"] == {"Orders": {"name": "orders"}}
    assert not deployment.of(TABLE)
    (statement,) = statements(deployment)
    assert statement["Action"] == ["dynamodb:PutItem", "dynamodb:Query"]
    assert statement["Resource"] == [ORDERS]


def test_a_table_that_is_there_has_the_indexes_that_it_has():
    """A look at it tells."""
    program = f"{CHAT}table = DynamodbTable.from_name('Orders', 'Indexed')"
    (statement,) = statements(deploy(program))

    arn = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/Indexed"
    assert statement["Resource"] == [arn, f"{arn}/index/*"]


def test_a_table_that_is_there_can_be_granted():
    """To the role of a function that is not ours, its key as well."""
    deployment = deploy(
        f"{CHAT}table = DynamodbTable.from_name('Orders', 'orders', encryption=KEY)\n"
        "table.grant('worker', 'get_item')\n"
    )
    table, key = statements(deployment, "Orders-grant-worker")

    assert (table["Action"], table["Resource"]) == (["dynamodb:GetItem"], [ORDERS])
    assert key["Action"] == ["kms:Decrypt"]


def test_a_table_of_another_account_is_refused():
    """Its name would be another table here."""
    arn = ORDERS.replace(ACCOUNT, "999999999999")
    assert refused(f"{CHAT}table = DynamodbTable.from_name('Orders', '{arn}')") == (
        f"table '{arn}' is in another account or region than the stack; "
        f"expected one like '{ORDERS}'"
    )


def test_the_simulator_has_no_table_that_is_there():
    """Unless it is told which DynamoDB has it; then its ARN is as that of any."""
    program = f"{CHAT}table = DynamodbTable.from_name('Orders', '{ORDERS}')"

    assert refused(program, target="sim") == (
        "table 'Orders' is one that is there already, and the simulator has none of "
        "these; say which DynamoDB has it, as by `pulumi config set wingws:dynamodb "
        "http://127.0.0.1:8000`"
    )
    deployment = deploy(program, target="sim", wingws_dynamodb="http://localhost:8000")
    function = deployment.one("pulumi-python:dynamic/wingws:Function").inputs
    assert '"Orders": {"name": "orders"}' in function["captures"]
    arn = "arn:aws:dynamodb:us-east-1:000000000000:table/orders"
    assert function["statements"][0]["Resource"] == [arn, f"{arn}/index/*"]


def test_the_simulator_makes_no_tables_elsewhere():
    """Of real tables it uses those that there are."""
    config = {
        "wingws_dynamodb": "https://dynamodb.eu-central-1.amazonaws.com",
        "wingws_dynamodbProfile": "dev",
    }
    assert refused(CHAT + INDEXED, target="sim", **config) == (
        "table 'Rows' would be made at https://dynamodb.eu-central-1.amazonaws.com, "
        "where wingws:dynamodb points; expected an endpoint on this machine, or "
        "DynamodbTable.from_name(…), a table that is there already"
    )


NAME = "expected 3 to 255 letters, digits, '_', '-' or '.'"
ATTRIBUTE = "expected the name of an attribute, 1 to 255 characters"
GSI = "GlobalSecondaryIndex"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            "name='a b'",
            f"name 'a b' of table 'Rows' is not allowed; {NAME}",
        ),
        ("name=7", f"name 7 of table 'Rows' is not allowed; {NAME}"),
        (
            "range_key='id'",
            "key 'id' of table 'Rows' is hash_key and range_key; "
            "expected two attributes",
        ),
        (
            "range_key=''",
            f"range_key of table 'Rows' '' is not allowed; {ATTRIBUTE}",
        ),
        (
            "global_secondary_indexes=['ByN']",
            "global_secondary_indexes ['ByN'] of table 'Rows' are not allowed; "
            "expected a list of up to 20 GlobalSecondaryIndex(…)",
        ),
        (
            f"global_secondary_indexes=[{GSI}('ByN', 'n')]",
            "key 'n' of index 'ByN' of table 'Rows' has no attribute definition; "
            "attribute_definitions has 'id'",
        ),
        (
            f"global_secondary_indexes=[{GSI}('ById', 'id'), {GSI}('ById', 'id')]",
            "two indexes of table 'Rows' are named 'ById'; expected a name for each",
        ),
        (
            f"global_secondary_indexes=[{GSI}('x', 'id')]",
            f"name 'x' of an index is not allowed; {NAME}",
        ),
        (
            f"global_secondary_indexes=[{GSI}('ById', 'id', 'id')]",
            "index 'ById' has 'id' as hash_key and as range_key; "
            "expected two attributes",
        ),
        (
            f"global_secondary_indexes=[{GSI}('ById', 7)]",
            f"hash_key of index 'ById' 7 is not allowed; {ATTRIBUTE}",
        ),
        (
            f"global_secondary_indexes=[{GSI}('ById', 'id', projection_type='SOME')]",
            "projection_type 'SOME' of index 'ById' is not allowed; "
            "expected 'ALL', 'KEYS_ONLY', 'INCLUDE'",
        ),
        (
            f"global_secondary_indexes=[{GSI}('ById', 'id', None, 'INCLUDE')]",
            "non_key_attributes () of index 'ById' are not allowed with "
            "projection_type 'INCLUDE'; expected names with 'INCLUDE', and none "
            "without",
        ),
        (
            f"global_secondary_indexes=[{GSI}('ById', 'id', None, 'ALL', ['n'])]",
            "non_key_attributes ['n'] of index 'ById' are not allowed with "
            "projection_type 'ALL'; expected names with 'INCLUDE', and none without",
        ),
        (
            f"global_secondary_indexes=[{GSI}('ById', 'id', read_capacity=1)]",
            "read_capacity 1 of index 'ById' of table 'Rows' is not allowed with "
            "billing_mode 'PAY_PER_REQUEST'; expected none, or "
            "billing_mode='PROVISIONED'",
        ),
        (
            "local_secondary_indexes=[LocalSecondaryIndex('ById', 'id')]",
            "local_secondary_indexes of table 'Rows' need a range_key beside its "
            "hash_key; expected one, or global_secondary_indexes",
        ),
        (
            "billing_mode='ON_DEMAND'",
            "billing_mode 'ON_DEMAND' of table 'Rows' is not allowed; "
            "expected 'PAY_PER_REQUEST', 'PROVISIONED'",
        ),
        (
            "billing_mode='PROVISIONED', read_capacity=1",
            "write_capacity None of table 'Rows' is not allowed with billing_mode "
            "'PROVISIONED'; expected a whole number from 1",
        ),
        (
            "billing_mode='PROVISIONED', read_capacity=True",
            "read_capacity True of table 'Rows' is not allowed with billing_mode "
            "'PROVISIONED'; expected a whole number from 1",
        ),
        (
            "time_to_live_attribute=''",
            f"time_to_live_attribute '' is not allowed; {ATTRIBUTE}",
        ),
        (
            "stream=True",
            "stream True is not allowed; expected 'KEYS_ONLY', 'NEW_IMAGE', "
            "'OLD_IMAGE', 'NEW_AND_OLD_IMAGES' or None",
        ),
        (
            "point_in_time_recovery='yes'",
            "point_in_time_recovery 'yes' is not allowed; expected True or False",
        ),
        (
            "deletion_protection=1",
            "deletion_protection 1 is not allowed; expected True or False",
        ),
        *(
            (
                f"encryption={value!r}",
                f"encryption {value!r} is not allowed; expected 'AWS_OWNED', "
                "'AWS_MANAGED', or the ARN of a KMS key, 'arn:aws:kms:…:key/…'",
            )
            for value in ("KMS", None, "arn:aws:kms:eu-west-1:123456789012:alias/a")
        ),
        (
            "tags={'aws:team': 'chat'}",
            "key 'aws:team' of a tag is not allowed; expected 1 to 128 letters, "
            "digits, spaces and _.:/=+-@, not beginning with 'aws:'",
        ),
    ],
)
def test_what_aws_would_refuse_is_refused_where_it_is_said(options, sentence):
    """The value given, and what is allowed."""
    table = f"hash_key='id', attribute_definitions={{'id': 'S'}}, {options}"
    assert refused(f"{IMPORTS}DynamodbTable('Rows', {table})") == sentence


@pytest.mark.parametrize("name", ["a b", "", 7, ORDERS.replace("table", "index")])
def test_what_names_no_table_is_refused(name):
    """Neither a name nor an ARN of a table."""
    assert refused(f"{IMPORTS}DynamodbTable.from_name('Orders', {name!r})") == (
        f"table {name!r} is not allowed; expected a name of 3 to 255 letters, digits, "
        "'_', '-' or '.', or an ARN, 'arn:aws:dynamodb:…:table/…'"
    )
