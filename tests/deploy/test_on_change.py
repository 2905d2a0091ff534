"""``@table.on_change``: what is registered for the handler of a table's stream."""

import json

import jsonschema
import pytest
from wingws_simulator.core import manifest

from pulumi_wingws.targets import sim_provider
from tests.deploy.recording import deploy, refused
from tests.deploy.test_manifest import SCHEMA, unwrapped

STREAM_ARN = "arn:aws:dynamodb:eu-central-1:123456789012:table/rows/stream/2026"
PROGRAM = """
from pulumi_wingws import Change, DynamodbTable, WebSocket

rows = DynamodbTable(
    "Rows", hash_key="h", attribute_definitions={"h": "S"}, stream="NEW_IMAGE"
)
chat = WebSocket("Chat")
chat.on_connect(lambda connection_id: None)

@rows.on_change(batch_size=10, starting_position="TRIM_HORIZON", timeout=60)
def tell(change: Change) -> None:
    if change.new:
        chat.send_message(change.new["h"], change.kind)
"""
MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping"


def test_the_stream_invokes_a_function(project):
    """By an event source mapping, which repeats no change that was handled."""
    deployment = deploy(PROGRAM, target="aws")
    mapping = deployment.one(MAPPING)

    assert mapping.parent == "Rows-change"
    assert mapping.inputs == {
        "eventSourceArn": STREAM_ARN,
        "functionName": "arn:Rows-change-function",
        "batchSize": 10,
        "startingPosition": "TRIM_HORIZON",
        "functionResponseTypes": ["ReportBatchItemFailures"],
    }
    function = deployment.of("aws:lambda/function:Function")["Rows-change-function"]
    assert function.inputs["timeout"] == 60


def test_its_role_reads_the_stream_and_does_what_its_code_does(project):
    """No other stream, and nothing with the table itself."""
    policies = deploy(PROGRAM, target="aws").of("aws:iam/rolePolicy:RolePolicy")
    document = json.loads(policies["Rows-change-policy"].inputs["policy"])
    _, post, *read = document["Statement"]

    assert post["Action"] == ["execute-api:ManageConnections"]
    assert [(each["Action"], each["Resource"]) for each in read] == [
        (
            [
                "dynamodb:DescribeStream",
                "dynamodb:GetRecords",
                "dynamodb:GetShardIterator",
            ],
            STREAM_ARN,
        ),
        (["dynamodb:ListStreams"], STREAM_ARN.replace("2026", "*")),
    ]


def test_the_simulator_is_told_of_the_stream(project):
    """In place of an API."""
    functions = deploy(PROGRAM, target="sim").of(
        "pulumi-python:dynamic/wingws:Function"
    )
    spec = unwrapped(sim_provider._spec(functions["Rows-change"].inputs))
    jsonschema.validate(spec, SCHEMA)
    source = manifest.parse(manifest.FunctionManifest, spec).event_source

    assert (source.table, source.batch_size) == ("rows", 10)
    assert source.starting_position == "TRIM_HORIZON"
    assert {s["Action"][0] for s in spec["statements"]} == {
        "execute-api:ManageConnections"
    }


def test_its_component_can_be_had(project, capsys):
    """With its function and children, the escape hatch."""
    line = "\nprint(*sorted(rows.resources.handlers['on_change'].resources))"

    deploy(PROGRAM + line, target="aws")

    assert capsys.readouterr().out.split() == [
        *("event_source_mapping", "function", "logs", "policy", "role")
    ]


@pytest.mark.parametrize("form", ["(tell)", "()(tell)", "(batch_size=1)(tell)"])
def test_it_is_used_bare_with_options_and_as_a_call(project, form):
    """As every decorator."""
    program = PROGRAM.replace("@rows.on_change(", "@dict(a=lambda f: f).get('a')\n#")

    assert deploy(f"{program}\nrows.on_change{form}", target="aws").of(MAPPING)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            ', stream="NEW_IMAGE"',
            "",
            "table 'Rows' has no stream, which on_change needs; "
            "give it stream='NEW_AND_OLD_IMAGES'",
        ),
        (
            "batch_size=10",
            "batch_size=0",
            "batch_size 0 is not allowed; expected a whole number from 1 to 10000",
        ),
        (
            "TRIM_HORIZON",
            "EARLIEST",
            "starting_position 'EARLIEST' is not allowed; "
            "expected 'LATEST' or 'TRIM_HORIZON'",
        ),
        (
            "timeout=60",
            "timeout=901",
            "timeout 901 is not allowed; expected 1 to 900 seconds",
        ),
        (
            "change: Change)",
            "change, more)",
            "handler tell takes (change, more); expected a change handler that takes "
            "(change), and event or context by name",
        ),
    ],
)
def test_what_cannot_be_is_refused(project, old, new, sentence):
    """With the value and what is allowed."""
    assert refused(PROGRAM.replace(old, new), target="aws") == sentence


def test_a_second_handler_is_refused(project):
    """With the places of both."""
    program = f"{PROGRAM}\nrows.on_change(tell)"

    assert refused(program, target="aws") == (
        "table 'Rows' has two handlers of changes, tell (__main__.py:10) and "
        "tell (__main__.py:10); keep one of them"
    )


def test_what_is_no_function_is_refused(project):
    """A function that is not ours has a mapping of its own."""
    program = f"{PROGRAM.partition('@rows')[0]}\nrows.on_change(5)"

    assert refused(program, target="sim") == (
        "the handler of changes is 5; expected a function or its path"
    )


def test_another_dynamodb_has_no_handler_of_changes(project):
    """The simulator reads no stream but its own; nothing is silently left out."""
    endpoint = "http://127.0.0.1:8000"

    assert refused(PROGRAM, target="sim", wingws_dynamodb=endpoint) == (
        "handler 'Rows-change' is one of changes of a table of http://127.0.0.1:8000, "
        "whose streams the simulator cannot read; unset wingws:dynamodb, or leave the "
        "handler out"
    )
