"""``connections=True``: the table, who registers, and who may do what with it."""

import json
from pathlib import Path

import jsonschema
import pytest

from pulumi_wingws.targets import sim_provider
from tests.deploy.recording import deploy, refused
from tests.deploy.test_manifest import SCHEMA, unwrapped

POLICY = "aws:iam/rolePolicy:RolePolicy"
FUNCTION = "aws:lambda/function:Function"
TABLE = "aws:dynamodb/table:Table"
SIM_FUNCTION = "pulumi-python:dynamic/wingws:Function"

PROGRAM = """
from pulumi_wingws import WebSocket

chat = WebSocket("Chat", connections=True)

@chat.on_message
def on_message(connection_id, body):
    {body}
"""
PLAIN = PROGRAM.format(body="print(body)")
PRESENCE = (
    PLAIN
    + """
@chat.on_presence(batch_size=7, timeout=60)
def on_presence(presence):
    print(presence)
"""
)


def statements(deployment, handler):
    """Return what a handler may do beside writing its log, as actions of a resource."""
    policy = deployment.of(POLICY)[f"{handler}-policy"].inputs["policy"]
    found = {}
    for each in json.loads(policy)["Statement"][1:]:
        (resource,) = (
            each["Resource"]
            if isinstance(each["Resource"], list)
            else [each["Resource"]]
        )
        found[resource.rpartition("/prod/")[2]] = [
            action.partition(":")[2] for action in each["Action"]
        ]
    return found


def captured(deployment, handler):
    """Return what a handler is told."""
    function = deployment.of(FUNCTION)[f"{handler}-function"]
    return json.loads(function.inputs["environment"]["variables"]["WINGWS"])


def test_the_table(project):
    """One, below the API, whose rows expire; a stream only for presences."""
    table = deploy(PLAIN, target="aws").one(TABLE)

    assert (table.name, table.parent) == ("Chat-connections", "Chat-connections")
    assert table.inputs["hashKey"] == "pk"
    assert table.inputs["rangeKey"] == "sk"
    assert table.inputs["ttl"] == {"enabled": True, "attributeName": "expires"}
    assert table.inputs["billingMode"] == "PAY_PER_REQUEST"
    assert table.inputs["deletionProtectionEnabled"] is False
    assert table.inputs["streamEnabled"] is False
    assert "streamViewType" not in table.inputs

    table = deploy(PRESENCE, target="aws").one(TABLE)
    assert table.inputs["streamEnabled"] is True
    assert table.inputs["streamViewType"] == "NEW_AND_OLD_IMAGES"


@pytest.mark.parametrize(
    ("route", "actions"),
    [
        ("connect", ["PutItem", "UpdateItem"]),
        ("disconnect", ["DeleteItem", "UpdateItem"]),
    ],
)
@pytest.mark.parametrize("is_users", [False, True])
def test_who_registers(project, route, actions, is_users):
    """The handlers of $connect and $disconnect, the user's or ones that do just that;
    they may register, and are told where; nobody else."""
    program = PLAIN
    if is_users:
        program += f"\n@chat.on_{route}\ndef handle(connection_id):\n    print(1)\n"
    deployment = deploy(program, target="aws")

    assert statements(deployment, f"Chat-{route}") == {"arn:Chat-connections": actions}
    assert captured(deployment, f"Chat-{route}") == {
        "registers": "Chat-connections-1a2b3c4"
    }
    assert statements(deployment, "Chat-default") == {}
    assert captured(deployment, "Chat-default") == {}


def test_handlers_that_nobody_wrote_have_nothing_of_the_programs(project):
    """No variables and no grants, which are for users' code."""
    program = PLAIN.replace(
        "connections=True",
        'connections=True, environment={"WORD": "b"}, memory_size=256, grants=['
        '{"Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*"}]',
    )
    deployment = deploy(program, target="aws")
    function = deployment.of(FUNCTION)["Chat-connect-function"]

    assert set(function.inputs["environment"]["variables"]) == {"WINGWS"}
    assert function.inputs["memorySize"] == 256
    assert statements(deployment, "Chat-connect") == {
        "arn:Chat-connections": ["PutItem", "UpdateItem"]
    }


@pytest.mark.parametrize("target", ["aws", "sim"])
def test_one_function_for_all_routes_registers_too(project, target):
    """With handlers="single", also where nobody handles anything else."""
    single = PLAIN.replace("connections=True", "connections=True, handlers='single'")
    for program in (single, single.partition("@chat")[0]):
        deployment = deploy(program, target=target)
        if target == "aws":
            (function,) = deployment.of(FUNCTION).values()
            assert captured(deployment, "Chat-routes") == {
                "registers": "Chat-connections-1a2b3c4"
            }
            assert statements(deployment, "Chat-routes") == {
                "arn:Chat-connections": ["DeleteItem", "PutItem", "UpdateItem"]
            }
        else:
            (function,) = deployment.of(SIM_FUNCTION).values()
            spec = unwrapped(sim_provider._spec(function.inputs))
            jsonschema.validate(spec, SCHEMA)
            routes = spec["routes"]
            assert {"$connect", "$disconnect"} <= {each["route_key"] for each in routes}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("chat.send_message(connection_id, body)", {"POST": ["ManageConnections"]}),
        (
            "chat.broadcast(body)",
            {
                "POST": ["ManageConnections"],
                "table": ["DeleteItem", "Query", "UpdateItem"],
            },
        ),
        (
            "chat.room(body).join(connection_id)",
            {
                "POST": ["ManageConnections"],
                "table": ["DeleteItem", "GetItem", "Query", "UpdateItem"],
            },
        ),
        (
            "chat.user(body).send(body)",
            {
                "POST": ["ManageConnections"],
                "table": ["DeleteItem", "GetItem", "UpdateItem"],
            },
        ),
        (
            "print(chat.connection(connection_id).state)",
            {"table": ["GetItem", "UpdateItem"]},
        ),
    ],
)
def test_what_a_handler_may_do(project, body, expected):
    """What the methods that it calls need, and no more."""
    deployment = deploy(PROGRAM.format(body=body), target="aws")
    names = {"POST": "POST/@connections/*", "table": "arn:Chat-connections"}

    assert statements(deployment, "Chat-default") == {
        names[key]: actions for key, actions in expected.items()
    }
    may_share_out = "Chat-default-invoke" in deployment.of(POLICY)
    assert may_share_out is ("broadcast" in body or "room" in body)
    assert captured(deployment, "Chat-default")["websockets"]["Chat"] == {
        "connections": "Chat-connections-1a2b3c4",
        "endpoint": "https://api123.execute-api.eu-central-1.amazonaws.com/prod",
    }


def test_a_function_that_is_not_ours_is_granted_the_same(project):
    """By the names of the methods."""
    program = PROGRAM.format(body="chat.room(body).members()")
    deployment = deploy(f"{program}\nchat.grant('worker', 'room')", target="aws")
    policies = deployment.of(POLICY)
    granted = json.loads(policies["Chat-grant-worker"].inputs["policy"])["Statement"]
    handlers = json.loads(policies["Chat-default-policy"].inputs["policy"])["Statement"]

    assert granted == handlers[1:]


def test_presences_come_by_the_stream(project):
    """To a function of their own, which may read it; what is no news of a room, and
    would be paid for, is left out."""
    deployment = deploy(PRESENCE, target="aws")
    mapping = deployment.one("aws:lambda/eventSourceMapping:EventSourceMapping")
    function = deployment.of(FUNCTION)["Chat-presence-function"]
    stream = "arn:aws:dynamodb:eu-central-1:123456789012:table/rows/stream/2026"

    assert mapping.parent == "Chat-presence"
    assert mapping.inputs["eventSourceArn"] == stream
    assert mapping.inputs["batchSize"] == 7
    (pattern,) = mapping.inputs["filterCriteria"]["filters"]
    assert json.loads(pattern["pattern"]) == {
        "dynamodb": {"Keys": {"pk": {"S": [{"prefix": "room#"}]}}}
    }
    assert function.inputs["timeout"] == 60
    assert statements(deployment, "Chat-presence")[stream] == [
        "DescribeStream",
        "GetRecords",
        "GetShardIterator",
    ]


@pytest.mark.parametrize(("program", "count"), [(PLAIN, 24), (PRESENCE, 29)])
def test_how_many_resources_there_are(project, program, count):
    """As docs/aws.md says."""
    resources = deploy(program, target="aws").resources

    assert len([each for each in resources if each.type.startswith("aws:")]) == count


def test_its_resources_can_be_had(project, capsys):
    """The table, and the handler of presences."""
    program = (
        PRESENCE
        + """
table = chat.resources.connections
print(type(table).__name__, *table.resources.handlers)
print(WebSocket("Other").resources.connections)
"""
    )
    refused(program, target="sim")  # Other has no handlers

    assert capsys.readouterr().out.split() == ["DynamodbTable", "on_presence", "None"]


def test_a_guard_needs_no_handler_of_connect(project):
    """There is one that registers."""
    program = PLAIN.replace("connections=True", "connections=True, auth='iam'")
    assert "Chat-connect-function" in deploy(program, target="aws").of(FUNCTION)


def test_what_a_preview_explains(project):
    """Which lines, or which option, brought the actions."""
    program = PROGRAM.format(body="chat.room(body).join(connection_id)")
    logs = [text for _, text in deploy(program, target="aws", preview=True).logs]

    assert any(
        "dynamodb:DeleteItem, dynamodb:GetItem, dynamodb:Query, dynamodb:UpdateItem "
        "on Chat-connections" in text
        for text in logs
    )
    assert any(
        text.startswith("nothing_else")
        and text.endswith(
            "may dynamodb:PutItem, dynamodb:UpdateItem on Chat-connections"
        )
        for text in logs
    )


FOREIGN = """
import pulumi_aws as aws
function = aws.lambda_.Function("old", role="arn:aws:iam::1:role/r", runtime="x")
chat.on_{}(function)
"""


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        (
            PLAIN.replace("True", "1"),
            "connections 1 is not allowed; expected True or False",
        ),
        (
            PRESENCE.replace(", connections=True", ""),
            "WebSocket 'Chat' does not know its connections, which on_presence needs; "
            "give it connections=True",
        ),
        (
            PRESENCE + "\nchat.on_presence(on_presence)",
            "WebSocket 'Chat' has two handlers of presences, on_presence "
            "(__main__.py:10) and on_presence (__main__.py:10); keep one of them",
        ),
        (
            PRESENCE.replace("(presence)", "(a, b)", 1),
            "handler on_presence takes (a, b); expected a presence handler that takes "
            "(presence), and event or context by name",
        ),
        (
            PLAIN + "\nchat.on_presence(5)",
            "the handler of presences is 5; expected a function or its path",
        ),
        (
            PRESENCE.replace("batch_size=7", "batch_size=0"),
            "batch_size 0 is not allowed; expected a whole number from 1 to 10000",
        ),
        *(
            (
                PLAIN + FOREIGN.format(route),
                f"route '${route}' of WebSocket 'Chat' has aws.lambda_.Function 'old', "
                "which registers no connections, as connections=True needs; decorate a "
                "function of the program, or leave connections=True out",
            )
            for route in ("connect", "disconnect")
        ),
    ],
)
def test_what_cannot_be_is_refused(project, program, sentence):
    """With the value and what is allowed."""
    assert refused(program, target="aws") == sentence


@pytest.mark.parametrize("method", ["room", "user", "connection"])
def test_an_api_that_knows_no_connections_has_no_rooms(project, method):
    """A preview says so at the line, and what to do."""
    program = PROGRAM.format(body=f"chat.{method}(body)").replace(
        ", connections=True", ""
    )
    assert refused(program, target="aws") == (
        f"__main__.py:8:5: 'chat.{method}' is not there\n"
        f"        chat.{method}(body)\n        ^\n  reached by on_message → chat\n"
        "  give the WebSocket connections=True"
    )


WING = """
import pulumi
from pulumi_wingws import DynamodbTable, WebSocket

connections = DynamodbTable(
    "Rows", hash_key="connectionId", attribute_definitions={"connectionId": "S"}
)
chat = WebSocket("Chat")

@chat.on_connect
def on_connect(connection_id: str) -> None:
    connections.put_item(item={"connectionId": connection_id})

@chat.on_disconnect
def on_disconnect(connection_id: str) -> None:
    connections.delete_item(key={"connectionId": connection_id})

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    for item in connections.scan():
        chat.send_message(item["connectionId"], body)
"""


def test_an_api_that_keeps_its_own_table_stays_as_it_is(project):
    """Wing's sample has no resource, no right, no variable and no line of ours more."""
    deployment = deploy(WING, target="aws")
    rows = {"tables": {"Rows": {"name": "Rows-1a2b3c4"}}}
    url = "https://api123.execute-api.eu-central-1.amazonaws.com/prod"

    assert len([r for r in deployment.resources if r.type.startswith("aws:")]) == 24
    assert [*deployment.of(TABLE)] == ["Rows"]
    assert statements(deployment, "Chat-connect") == {"arn:Rows": ["PutItem"]}
    assert statements(deployment, "Chat-disconnect") == {"arn:Rows": ["DeleteItem"]}
    assert statements(deployment, "Chat-default") == {
        "POST/@connections/*": ["ManageConnections"],
        "arn:Rows": ["Scan"],
    }
    assert captured(deployment, "Chat-connect") == rows
    assert captured(deployment, "Chat-disconnect") == rows
    assert captured(deployment, "Chat-default") == {
        **rows,
        "websockets": {"Chat": {"endpoint": url}},
    }
    texts = [path.read_text() for path in Path().rglob("build/*/index.py")]
    assert len(texts) == 3
    assert {text.count("wingws_runtime.") for text in texts} == {1}
