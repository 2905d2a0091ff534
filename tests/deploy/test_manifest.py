"""What deploy time sends to the simulator, and what the simulator expects."""

import dataclasses
import json
from pathlib import Path

import jsonschema
import pytest
from wingws_simulator.core import manifest

from pulumi_wingws.targets import sim_provider
from tests.deploy.recording import deploy

SCHEMA = json.loads(
    (Path(__file__).parent.parent / "simulator" / "manifest.schema.json").read_text()
)
KINDS = {
    "api": manifest.ApiManifest,
    "stage": manifest.StageManifest,
    "function": manifest.FunctionManifest,
    "table": manifest.TableManifest,
}
PROGRAM = """
import pulumi
from pulumi_wingws import (
    DynamodbTable, GlobalSecondaryIndex, LocalSecondaryIndex, WebSocket
)

table = DynamodbTable(
    "Rows", hash_key="h", range_key="r", attribute_definitions={"h": "S", "r": "N"},
    name="rows",
    global_secondary_indexes=[GlobalSecondaryIndex("ByTime", "r", "h")],
    local_secondary_indexes=[LocalSecondaryIndex("Other", "r", "INCLUDE", ["n"])],
    time_to_live_attribute="expires",
    stream="NEW_IMAGE",
)
chat = WebSocket("Chat", stage_name="v1")
secret = pulumi.Output.secret({"user": "me"})

@chat.on_message(reply=True, timeout=3, environment={"WORD": secret.apply(str)})
def on_message(connection_id, body, context):
    table.put_item(item={"h": connection_id, "r": 1})
    chat.disconnect(connection_id)
    return secret.get()["user"]
"""


@pytest.fixture
def sent(project):
    """The inputs of the simulator's resources, as the provider sends them."""
    deployment = deploy(PROGRAM, target="sim")
    inputs = [
        r.inputs
        for r in deployment.resources
        if r.type.startswith("pulumi-python:dynamic/wingws:")
    ]
    return {each["kind"]: unwrapped(sim_provider._spec(each)) for each in inputs}


def unwrapped(value):
    """Take secrets out of the envelope that the mocks see them in."""
    if isinstance(value, dict):
        if "4dabf18193072939515e22adb298388d" in value:
            return unwrapped(value["value"])
        return {key: unwrapped(item) for key, item in value.items()}
    return value


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_sent_is_what_is_expected(sent, kind):
    """The manifest of each kind of resource fits the schema, and is parsed."""
    jsonschema.validate(sent[kind], SCHEMA)

    assert manifest.parse(KINDS[kind], sent[kind]).key.startswith("urn:pulumi:dev::")


@pytest.mark.parametrize("kind", KINDS)
def test_schema_and_dataclasses_say_the_same(kind):
    """A field in one is in the other, and required in both or in neither."""
    (schema,) = (s for s in SCHEMA["oneOf"] if s["properties"]["kind"]["const"] == kind)
    fields = {f.name: f for f in dataclasses.fields(KINDS[kind])}
    optional = {
        name
        for name, f in fields.items()
        if f.default is not dataclasses.MISSING
        or f.default_factory is not dataclasses.MISSING
    }

    assert set(fields) == (set(schema["properties"]) - {"kind"}) | {"key"}
    assert set(fields) - optional == set(schema["required"]) | {"key"}


def test_a_function_manifest_carries_statements_and_secrets(sent):
    """What a role would allow on AWS; secrets apart from what is captured in clear."""
    function = sent["function"]

    assert json.loads(function["captures"])["parameters"] == [
        ["/dev/Chat-default-secret-0"]
    ]
    assert function["secrets"] == {
        "/dev/Chat-default-secret-0": '{"outputs": {"secret": {"user": "me"}}}'
    }
    assert function["parameters"] == {}
    assert sorted(s["Action"][0] for s in function["statements"]) == [
        "dynamodb:PutItem",
        "execute-api:ManageConnections",
        "ssm:GetParameters",
    ]
    assert (function["routes"][0]["reply"], function["timeout"]) == (True, 3)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"colour": "red"}, "unknown fields ['colour']"),
        ({"hash_key": None}, "lacks ['hash_key']"),
    ],
)
def test_a_strange_manifest_is_refused(sent, change, problem):
    """Unknown and missing fields are named."""
    spec = {k: v for k, v in (sent["table"] | change).items() if v is not None}

    with pytest.raises(manifest.ManifestError, match=problem.replace("[", r"\[")):
        manifest.parse(manifest.TableManifest, spec)
