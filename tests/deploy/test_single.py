"""``handlers="single"``: one function for all routes of an API."""

import json

import jsonschema
import pytest
from wingws_simulator.core import manifest

from pulumi_wingws.targets import sim_provider
from tests.deploy.recording import ACCOUNT, REGION, deploy, refused
from tests.deploy.test_manifest import SCHEMA, unwrapped

EXECUTION_ARN = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:api123"
FUNCTION = "aws:lambda/function:Function"
PERMISSION = "aws:lambda/permission:Permission"

PROGRAM = """
from pulumi_wingws import Allow, DynamodbTable, WebSocket

rows = DynamodbTable("Rows", hash_key="h", attribute_definitions={"h": "S"})
chat = WebSocket(
    "Chat", handlers="single", memory_size=256, environment={"WORD": "hi"},
    grants=[{"Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*"}],
)

@chat.authorizer
def authorize(event):
    return Allow("me")

@chat.on_connect
def on_connect(connection_id):
    rows.put_item(item={"h": connection_id})

@chat.on_message(reply=True, throttle_rate=7)
def on_message(connection_id, body):
    chat.send_message(connection_id, body)
    return body

@chat.route("leave")
def leave(connection_id):
    rows.delete_item(key={"h": connection_id})
"""


def of_parent(deployment, parent):
    """Return the types of a component's children, by name."""
    return {r.name: r.type for r in deployment.resources if r.parent == parent}


def test_all_routes_have_one_function_and_the_authorizer_its_own(project):
    """With the options of the WebSocket, and every right that one of them needs."""
    deployment = deploy(PROGRAM, target="aws")
    functions = deployment.of(FUNCTION)
    policy = deployment.of("aws:iam/rolePolicy:RolePolicy")["Chat-routes-policy"]
    actions = [s["Action"] for s in json.loads(policy.inputs["policy"])["Statement"]]

    assert sorted(functions) == ["Chat-authorizer-function", "Chat-routes-function"]
    shared = functions["Chat-routes-function"].inputs
    assert shared["memorySize"] == 256
    assert shared["environment"]["variables"]["WORD"] == "hi"
    assert [*actions[1:]] == [
        ["dynamodb:DeleteItem", "dynamodb:PutItem"],
        ["execute-api:ManageConnections"],
        ["s3:GetObject"],
    ]


def test_one_permission_covers_all_routes(project):
    """Lambda's policy of a function is full with about 50 of them."""
    permissions = deploy(PROGRAM, target="aws").of(PERMISSION)

    assert {name: each.inputs["sourceArn"] for name, each in permissions.items()} == {
        "Chat-authorizer-permission": (
            f"{EXECUTION_ARN}/authorizers/Chat-authorizer-authorizer-id"
        ),
        "Chat-routes-permission": f"{EXECUTION_ARN}/prod/*",
    }


def test_a_route_has_the_names_that_it_has_with_a_function_of_its_own(project):
    """So that a stack which changes over updates it, and clients see nothing."""
    program = PROGRAM.replace('handlers="single", ', "")
    routes = ("Chat-connect", "Chat-default", "Chat-route-leave")
    own, shared = (deploy(text, target="aws") for text in (program, PROGRAM))

    for name in routes:
        children = of_parent(shared, name)
        assert children.items() <= of_parent(own, name).items()
        assert [*children.values()][:2] == [
            "aws:apigatewayv2/integration:Integration",
            "aws:apigatewayv2/route:Route",
        ]
    assert {r.name: r.type for r in shared.resources if r.name in routes} == {
        r.name: r.type for r in own.resources if r.name in routes
    }


def test_the_stage_waits_for_the_function_and_all_routes(project):
    """As it does for handlers with functions of their own."""
    stage = deploy(PROGRAM, target="aws").one("aws:apigatewayv2/stage:Stage")

    assert {
        "Chat-routes-permission",
        "Chat-routes-function",
        "Chat-connect-route",
        "Chat-default-response",
        "Chat-authorizer-authorizer",
    } <= stage.depends_on


def test_the_simulator_is_told_all_routes_of_the_function(project):
    """Each with what it needs."""
    deployment = deploy(PROGRAM, target="sim")
    functions = deployment.of("pulumi-python:dynamic/wingws:Function")
    spec = unwrapped(sim_provider._spec(functions["Chat-routes"].inputs))
    jsonschema.validate(spec, SCHEMA)
    served = manifest.parse(manifest.FunctionManifest, spec).served

    assert sorted(functions) == ["Chat-authorizer", "Chat-routes"]
    assert served == (
        manifest.RouteManifest(
            "$connect", authorization="CUSTOM", authorizer="Chat-authorizer"
        ),
        manifest.RouteManifest(
            "$default", reply=True, throttle_burst=5000, throttle_rate=7
        ),
        manifest.RouteManifest("leave"),
    )


def test_its_resources_are_every_handlers(project, capsys):
    """The escape hatch is the same for both."""
    line = "\nprint(*sorted(chat.resources.handlers['leave'].resources))"

    deploy(PROGRAM + line, target="aws")

    assert capsys.readouterr().out.split() == [
        *("function", "integration", "logs", "permission", "policy", "role", "route"),
    ]


def test_explain_names_all_of_its_handlers(project):
    """And the preview has one line for them."""
    logs = [text for _, text in deploy(PROGRAM, target="aws", preview=True).logs]

    assert [text for text in logs if text.startswith("on_connect, on_message, leave ←")]


@pytest.mark.parametrize("option", ["memory_size=512", "grants=[]", "transform={}"])
def test_a_handler_has_no_options_of_a_function(project, option):
    """They would be those of all routes."""
    program = PROGRAM.replace('chat.route("leave")', f'chat.route("leave", {option})')

    assert refused(program, target="sim") == (
        f"option {option.partition('=')[0]!r} is not allowed at route 'leave': "
        "handlers='single' gives all routes one function; give it to WebSocket 'Chat'"
    )


def test_another_number_of_functions_is_refused(project):
    """With what there is."""
    assert refused(PROGRAM.replace("single", "two"), target="sim") == (
        "handlers 'two' is not allowed; expected 'separate' or 'single'"
    )


def test_all_refusals_of_its_handlers_are_told(project):
    """Together, each at its place, as for handlers apart."""
    program = PROGRAM + "\n@chat.route('a')\ndef a(c):\n    missing()\n"
    program += "\n@chat.route('b')\ndef b(c):\n    absent()\n"

    sentence = refused(program, target="sim")

    assert "name 'missing' is not defined" in sentence
    assert "name 'absent' is not defined" in sentence


def test_a_function_that_waits_for_itself_is_refused(project):
    """The stage waits for it; never a hang."""
    program = PROGRAM + "\n@chat.route('a')\ndef a(c):\n    return chat.url\n"

    assert "handler 'Chat-routes' captures what waits for the handler itself" in (
        refused(program, target="sim")
    )


def test_a_route_that_comes_too_late_is_refused(project):
    """An async program's function is made at its first await."""
    program = PROGRAM + (
        "\nimport asyncio"
        "\nfrom pulumi import Output"
        "\nasync def main():"
        "\n    await chat.api_id.future()"
        "\n    await chat.resources.handlers['leave'].resources['function'].id.future()"
        "\n    chat.route('late', lambda connection_id: None)"
        "\nOutput.from_input(main())"
    )

    assert "of route 'late' comes too late" in refused(program, target="aws")
