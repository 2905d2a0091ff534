"""Who may connect: what it registers on target aws, and what it tells the simulator."""

import re
from pathlib import Path

import jsonschema
import pytest
from wingws_simulator.core import manifest

from pulumi_wingws.targets import sim_provider
from tests.deploy.recording import ACCOUNT, REGION, deploy, refused
from tests.deploy.test_manifest import SCHEMA

EXECUTION_ARN = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:api123"
CHAT = """
from pulumi_wingws import Allow, Deny, WebSocket

chat = WebSocket("Chat"{options})
USERS = {{"sesame": "ann"}}

@chat.on_connect
def on_connect(connection_id: str) -> None:
    pass

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    pass
"""
AUTHORIZER = """
@chat.authorizer(identity_sources=["route.request.querystring.token"])
def authorize(event):
    user = USERS.get(event.query["token"])
    return Allow(user) if user else Deny()
"""
OPEN = CHAT.format(options="")
GUARDED = OPEN + AUTHORIZER
IAM = CHAT.format(options=", auth='iam'")


def sent(program):
    """Return what the provider sends the simulator of each function, by name."""
    functions = deploy(program, target="sim").of(
        "pulumi-python:dynamic/wingws:Function"
    )
    specs = {name: sim_provider._spec(f.inputs) for name, f in functions.items()}
    for spec in specs.values():
        jsonschema.validate(spec, SCHEMA)
        manifest.parse(manifest.FunctionManifest, spec)
    return specs


@pytest.fixture
def aws(project):
    return deploy(GUARDED, target="aws")


def test_an_authorizer_is_a_handler_with_an_authorizer_of_its_own(aws):
    """Names, types and parents are API, as those of routes are."""
    name = "Chat-authorizer"
    children = {r.name: r.type for r in aws.resources if r.parent == name}

    assert children == {
        f"{name}-logs": "aws:cloudwatch/logGroup:LogGroup",
        f"{name}-role": "aws:iam/role:Role",
        f"{name}-policy": "aws:iam/rolePolicy:RolePolicy",
        f"{name}-function": "aws:lambda/function:Function",
        f"{name}-authorizer": "aws:apigatewayv2/authorizer:Authorizer",
        f"{name}-permission": "aws:lambda/permission:Permission",
    }


def test_an_authorizer_is_one_that_aws_takes_for_websockets(aws):
    """REQUEST, without caching, payload format and simple responses."""
    assert aws.one("aws:apigatewayv2/authorizer:Authorizer").inputs == {
        "apiId": "api123",
        "name": "Chat-authorizer",
        "authorizerType": "REQUEST",
        "authorizerUri": "invoke-arn:Chat-authorizer-function",
        "identitySources": ["route.request.querystring.token"],
    }


def test_an_authorizer_may_be_invoked_for_itself_alone(aws):
    """The permission names the authorizer; routes it does not cover."""
    permissions = aws.of("aws:lambda/permission:Permission")

    assert permissions["Chat-authorizer-permission"].inputs["sourceArn"] == (
        f"{EXECUTION_ARN}/authorizers/Chat-authorizer-authorizer-id"
    )


def test_only_connect_asks_the_authorizer(aws):
    """It waits until that may be invoked; AWS refuses authorizers of other routes."""
    routes = aws.of("aws:apigatewayv2/route:Route")
    connect, default = routes["Chat-connect-route"], routes["Chat-default-route"]

    assert connect.inputs["authorizationType"] == "CUSTOM"
    assert connect.inputs["authorizerId"] == "Chat-authorizer-authorizer-id"
    assert "Chat-authorizer-permission" in connect.depends_on
    assert default.inputs["authorizationType"] == "NONE"
    assert "authorizerId" not in default.inputs


def test_the_stage_waits_for_the_authorizer(aws):
    """No handshake comes before whom it has to ask."""
    stage = aws.one("aws:apigatewayv2/stage:Stage")

    assert {"Chat-authorizer-authorizer", "Chat-authorizer-permission"} <= (
        stage.depends_on
    )


@pytest.mark.parametrize(
    ("options", "decorator", "timeout"),
    [
        ("", "chat.authorizer", 10),
        (", timeout=5", "chat.authorizer", 5),
        ("", "chat.authorizer(timeout=20)", 20),
    ],
)
def test_an_authorizer_has_ten_seconds_unless_told_otherwise(
    project, options, decorator, timeout
):
    """And no more than the handlers of its API."""
    program = CHAT.format(options=options) + f"{decorator}(lambda event: Deny())\n"
    functions = deploy(program, target="aws").of("aws:lambda/function:Function")

    assert functions["Chat-authorizer-function"].inputs["timeout"] == timeout


def test_without_identity_sources_every_handshake_is_asked_about(project):
    """AWS gets none rather than an empty list."""
    deployment = deploy(OPEN + "chat.authorizer(lambda event: Deny())", target="aws")
    authorizer = deployment.one("aws:apigatewayv2/authorizer:Authorizer")

    assert "identitySources" not in authorizer.inputs


def test_with_iam_connect_has_aws_iam(project):
    """And no other route."""
    routes = deploy(IAM, target="aws").of("aws:apigatewayv2/route:Route")

    assert {name: r.inputs["authorizationType"] for name, r in routes.items()} == {
        "Chat-connect-route": "AWS_IAM",
        "Chat-default-route": "NONE",
    }


def test_a_preview_that_knows_no_id_registers_the_same(project):
    """The authorizer is not there yet, and must not fail it."""
    preview = deploy(GUARDED, preview=True, target="aws")

    assert preview.of("aws:apigatewayv2/authorizer:Authorizer")


def test_the_simulator_is_told_who_decides(project):
    """A function without route is an authorizer, and $connect names it."""
    functions = sent(GUARDED)
    authorizer, (connect,) = (
        functions["Chat-authorizer"],
        functions["Chat-connect"]["routes"],
    )

    assert authorizer["identity_sources"] == ["route.request.querystring.token"]
    assert "routes" not in authorizer
    assert (connect["authorization"], connect["authorizer"]) == (
        "CUSTOM",
        "Chat-authorizer",
    )
    assert "authorization" not in functions["Chat-default"]["routes"][0]


def test_the_simulator_is_told_of_iam(project):
    """In AWS's word for it."""
    (connect,) = sent(IAM)["Chat-connect"]["routes"]

    assert connect["authorization"] == "AWS_IAM"
    assert "authorizer" not in connect


def test_two_authorizers_are_named_with_their_places(project):
    """An API has one; both are the user's."""
    assert refused(GUARDED + "\nchat.authorizer(on_connect)", target="sim") == (
        "WebSocket 'Chat' has two authorizers, authorize (__main__.py:15) and "
        "on_connect (__main__.py:7); keep one of them"
    )


def test_an_authorizer_beside_iam_is_refused(project):
    """A route has one authorization."""
    assert refused(IAM + AUTHORIZER, target="sim") == (
        "authorizer authorize (__main__.py:15) of WebSocket 'Chat' is beside "
        "auth='iam'; keep one of them"
    )


@pytest.mark.parametrize(
    ("options", "authorizer", "what"),
    [
        ("", "chat.authorizer(lambda event: Deny())", "an authorizer"),
        (", auth='iam'", "", "auth='iam'"),
    ],
)
def test_nothing_to_authorize_is_refused(project, options, authorizer, what):
    """AWS authorizes the $connect route, and lets everybody in without one."""
    program = CHAT.format(options=options).replace("@chat.on_connect\n", "")

    assert refused(program + authorizer, target="aws") == (
        f"WebSocket 'Chat' has {what}, but nothing handles $connect; decorate a "
        "function with its on_connect, which need not do anything"
    )


def test_an_authorizer_after_an_await_is_refused(project):
    """By then $connect is deployed, and open to everybody."""
    program = f"""
import pulumi
{OPEN}
async def rest():
    await chat.url.future()
    chat.authorizer(lambda event: Deny())

pulumi.export("rest", pulumi.Output.from_input(rest()))
"""

    assert refused(program, target="sim") == (
        "authorizer <lambda> (__main__.py:19) of WebSocket 'Chat' comes too late; "
        "decorate it before the program's first await"
    )


PAGE = Path(__file__).parents[2] / "docs" / "authorization.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.S)


@pytest.mark.parametrize("target", ["aws", "sim"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_documentation_are_deployed(project, example, target):
    """As they stand there."""
    assert deploy(example, target=target).of("wingws:index:Handler")
