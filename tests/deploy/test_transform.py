"""`transform`: what a user changes of AWS resources, just before they are made."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.deploy.recording import deploy, refused

PROGRAM = """
import pulumi
from pulumi_wingws import DynamodbTable, WebSocket

def describe(args):
    args["description"] = "mine"

chat = WebSocket("Chat"{chat})

@chat.on_connect
def on_connect(connection_id: str) -> None:
    pass

@chat.on_message{handler}
def on_message(connection_id: str, body: str) -> None:
    pass

table = DynamodbTable(
    "Table", hash_key="h", attribute_definitions={{"h": "S"}}{table}
)
"""

#: A program with every AWS resource that there is, each of which notes its key.
EVERYTHING = """
import humanize
import pulumi
from functools import partial
from pathlib import Path
from pulumi_wingws import (
    AccessLog, Alarms, Allow, Domain, DynamodbTable, WebSocket
)
from pulumi_wingws.transform import (
    HandlerTransform, TableTransform, WebSocketTransform
)

def noting(keys):
    return {key: partial(note, key) for key in keys.__annotations__}

def note(key, args):
    with Path("noted").open("a") as file:
        file.write(key + "\\n")

chat = WebSocket(
    "Chat",
    api_keys=["mobile", "desk"],
    domain=Domain("chat.example.com", "arn:aws:acm:a", zone_id="Z1"),
    access_log=AccessLog(),
    alarms=Alarms(actions=["arn:aws:sns:eu-central-1:123456789012:alarms"]),
    transform=noting(WebSocketTransform),
)
table = DynamodbTable(
    "Table",
    hash_key="h",
    attribute_definitions={"h": "S"},
    stream="NEW_IMAGE",
    transform=noting(TableTransform),
)
word = pulumi.Output.secret("swordfish")
chat.grant("worker", "send_message")
table.grant("worker", "scan")

@chat.authorizer
def authorize(event):
    return Allow("ann")

@chat.on_connect
def on_connect(connection_id: str) -> None:
    print(word.get())

@chat.route("reply", reply=True)
def reply(connection_id: str, body: str) -> str:
    return humanize.naturalsize(len(body))

@table.on_change(transform=noting(HandlerTransform))
def on_change(change) -> None:
    print(humanize.naturalsize(len(change.new)))
"""

FUNCTION = "aws:lambda/function:Function"


def program(chat="", handler="", table=""):
    """Return the program, with options."""
    return PROGRAM.format(
        chat=chat and f", {chat}",
        handler=handler and f"({handler})",
        table=table and f", {table}",
    )


def inputs(deployment, type_):
    """Return the inputs of the resources of a type, by name."""
    return {name: r.inputs for name, r in deployment.of(type_).items()}


def test_there_is_a_key_for_every_resource_and_no_other(layer_cache, monkeypatch):
    """Each resource is changed once, by the function of its key."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(layer_cache))
    deployment = deploy(EVERYTHING)
    made = [each for each in deployment.resources if each.type.startswith("aws:")]
    noted = Counter(Path("noted").read_text().split())

    assert noted == {
        **dict.fromkeys(("api", "stage", "domain", "mapping", "record"), 1),
        **dict.fromkeys(("usage_plan", "response", "parameter", "table"), 1),
        **dict.fromkeys(("usage_plan_key", "api_key", "integration", "grant"), 2),
        **dict.fromkeys(("logs", "role", "policy", "function"), 4),
        **dict.fromkeys(("permission", "alarm", "throttles_alarm"), 3),
        **dict.fromkeys(("event_source_mapping",), 1),
        **dict.fromkeys(("authorizer", "access_logs"), 1),
        **dict.fromkeys(("route", "layer"), 2),
    }
    assert noted.total() == len(made)


def test_a_function_changes_the_arguments(project):
    """It sees what would have been made, and may add, replace and delete."""
    change = """
def change(args):
    args["description"] = f"{args['memory_size']} MB, {args['description']}"
    args["environment"]["variables"]["LEVEL"] = "debug"
    args["timeout"] = 3
    del args["runtime"]

"""
    handler = "transform={'function': change}"
    deployment = deploy(change + program(handler=handler))
    functions = inputs(deployment, FUNCTION)
    changed = functions["Chat-default-function"]
    other = functions["Chat-connect-function"]

    assert changed["description"] == "1024 MB, None"
    assert changed["environment"]["variables"].keys() == {"WINGWS", "LEVEL"}
    assert (changed["timeout"], other["timeout"]) == (3, 29)
    assert other.keys() - changed.keys() == {"runtime"}


def test_a_websocket_changes_resources_of_all_handlers(project):
    """Then a handler changes its own, and has the last word."""
    text = """
def first(args):
    args["description"] = "first"
    args["timeout"] = 3

"""
    chat = "transform={'function': first, 'stage': describe}"
    handler = "transform={'function': describe}"
    deployment = deploy(text + program(chat=chat, handler=handler))
    functions = inputs(deployment, FUNCTION)

    assert {
        name: (each["description"], each["timeout"]) for name, each in functions.items()
    } == {"Chat-connect-function": ("first", 3), "Chat-default-function": ("mine", 3)}
    assert deployment.one("aws:apigatewayv2/stage:Stage").inputs["description"] == (
        "mine"
    )


def test_a_websocket_changes_what_is_made_for_a_function_of_another(project):
    """The integration is ours, if not the function behind it."""
    text = """
import pulumi_aws
join = pulumi_aws.lambda_.Function(
    "join", role="arn:role", runtime="python3.11", handler="join.handler"
)
"""
    chat = "transform={'function': describe, 'integration': describe}"
    deployment = deploy(program(chat=chat) + text + 'chat.route("join", join)')
    found = inputs(deployment, "aws:apigatewayv2/integration:Integration")

    assert found["Chat-route-join-integration"]["description"] == "mine"
    assert "description" not in inputs(deployment, FUNCTION)["join"]


def test_a_table_changes(project):
    """Its one resource, by a lambda."""
    change = "transform={'table': lambda args: args.update(table_class='STANDARD')}"
    deployment = deploy(program(table=change))

    assert deployment.one("aws:dynamodb/table:Table").inputs["tableClass"] == "STANDARD"


def test_tags_of_a_transform_stay(project):
    """Those of the WebSocket are for what has none."""
    chat = "tags={'team': 'chat'}, transform={'function': tag, 'stage': tag}"
    text = "def tag(args):\n    args['tags'] = {'own': 'one'}\n"
    deployment = deploy(text + program(chat=chat))
    roles = inputs(deployment, "aws:iam/role:Role").values()
    tagged = [
        *inputs(deployment, FUNCTION).values(),
        deployment.one("aws:apigatewayv2/stage:Stage").inputs,
    ]

    assert [each["tags"] for each in tagged] == [{"own": "one"}] * 3
    assert [each["tags"] for each in roles] == [{"team": "chat"}] * 2


def test_a_resource_waits_for_what_a_transform_gives_it(project):
    """An Output of another resource is an edge like any other."""
    text = """
import pulumi_aws
topic = pulumi_aws.sns.Topic("Topic")

def change(args):
    args["dead_letter_config"] = {"target_arn": topic.arn}

"""
    handler = "transform={'function': change}"
    functions = deploy(text + program(handler=handler)).of(FUNCTION)

    assert "Topic" in functions["Chat-default-function"].depends_on


def test_the_simulator_changes_nothing(project):
    """Its resources are not AWS's: no function is called."""
    text = "def fail(args):\n    raise AssertionError(args)\n"
    keys = ("api", "stage", "logs", "role", "function", "route")
    fail = "transform={" + ", ".join(f"'{key}': fail" for key in keys) + "}"
    table = "transform={'table': fail}"
    deployment = deploy(text + program(chat=fail, table=table), target="sim")

    assert len(deployment.of("pulumi-python:dynamic/wingws:Function")) == 2


def test_a_handler_that_a_transform_lets_wait_for_itself_is_refused(project):
    """As one that captures it; the engine would hang."""
    text = """
def change(args):
    args["environment"]["variables"]["URL"] = chat.url

"""
    sentence = refused(text + program(handler="transform={'function': change}"))

    assert "captures what waits for the handler itself" in sentence
    assert (
        "aws:lambda/function:Function 'Chat-default-function' → "
        "aws:apigatewayv2/stage:Stage 'Chat-stage' → "
        "wingws:index:Handler 'Chat-default'"
    ) in sentence


API = (
    "api, stage, domain, mapping, record, usage_plan, usage_plan_key, api_key, layer, "
    "access_logs, alarm"
)
HANDLER = (
    "logs, role, policy, function, permission, integration, route, response, "
    "authorizer, parameter, throttles_alarm, event_source_mapping"
)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            {"handler": "transform={'stage': describe}"},
            f"key 'stage' of transform is unknown; expected {HANDLER}",
        ),
        (
            {"table": "transform={'tables': describe}"},
            "key 'tables' of transform is unknown; expected table, grant, layer",
        ),
        (
            {"chat": "transform={'stages': describe}"},
            f"key 'stages' of transform is unknown; expected {API}, grant, {HANDLER}",
        ),
        (
            {"table": "transform=describe"},
            "transform <function describe> is not allowed; "
            "expected a dict of functions with some of table, grant, layer",
        ),
        (
            {"chat": "transform={'api': {'description': 'mine'}}"},
            "transform 'api' is {'description': 'mine'}; expected a function that "
            "changes the dict of arguments that it is given",
        ),
    ],
)
@pytest.mark.parametrize("target", ["aws", "sim"])
def test_what_is_no_transform_is_refused(project, target, options, sentence):
    """On both targets, with the keys that there are."""
    found = refused(program(**options), target=target)

    assert re.sub(" at 0x[0-9a-f]+", "", found) == sentence


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            "lambda args: {**args}",
            "transform 'table' returned dict; "
            "expected None, since it changes the dict that it is given",
        ),
        (
            "lambda args: args.update(deletionProtection=True)",
            "argument 'deletionProtection' that transform 'table' sets is unknown; "
            "expected arn, attributes, billing_mode, ",
        ),
    ],
)
def test_what_a_transform_cannot_do_is_refused(project, change, sentence):
    """A dict that is returned would be lost, and a misspelt argument too."""
    table = f"transform={{'table': {change}}}"

    assert refused(program(table=table)).startswith(sentence)
