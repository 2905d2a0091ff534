"""Lambda functions that are not ours, as handlers: what is registered around them."""

import re

import pytest

from tests.deploy.recording import ACCOUNT, REGION, deploy, refused

EXECUTION_ARN = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:api123"

PROGRAM = """
import pulumi_aws as aws
from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
function = aws.lambda_.Function(
    "theirs", role="arn:aws:iam::123456789012:role/theirs", package_type="Image"
)
"""


def children(deployment, parent):
    """Return the types of a component's children, by name."""
    return {r.name: r.type for r in deployment.resources if r.parent == parent}


@pytest.mark.parametrize(
    ("line", "name", "key"),
    [
        ("chat.on_connect(function)", "Chat-connect", "$connect"),
        ("chat.on_disconnect(function)", "Chat-disconnect", "$disconnect"),
        ("chat.on_message(function)", "Chat-default", "$default"),
        ("chat.route('join')(function)", "Chat-route-join", "join"),
        ("chat.route('join', function)", "Chat-route-join", "join"),
    ],
)
def test_a_route_leads_to_it(project, line, name, key):
    """Permission, integration and route; no role, log or function of ours."""
    deployment = deploy(PROGRAM + line, target="aws")
    permission = deployment.one("aws:lambda/permission:Permission").inputs
    integration = deployment.one("aws:apigatewayv2/integration:Integration").inputs

    assert children(deployment, name) == {
        f"{name}-permission": "aws:lambda/permission:Permission",
        f"{name}-integration": "aws:apigatewayv2/integration:Integration",
        f"{name}-route": "aws:apigatewayv2/route:Route",
    }
    assert permission["function"] == "theirs-1a2b3c4"
    assert permission["sourceArn"] == f"{EXECUTION_ARN}/prod/{key}"
    assert integration["integrationUri"] == "invoke-arn:theirs"
    assert deployment.one("aws:apigatewayv2/route:Route").inputs["routeKey"] == key


def test_its_route_can_reply(project):
    """Whether a client hears of the result is the route's."""
    deployment = deploy(f"{PROGRAM}\nchat.on_message(function, reply=True)")

    assert deployment.of("aws:apigatewayv2/routeResponse:RouteResponse")


def test_the_stage_waits_for_its_route(project):
    """As it does for the others."""
    stage = deploy(f"{PROGRAM}\nchat.on_message(function)").one(
        "aws:apigatewayv2/stage:Stage"
    )

    assert {"Chat-default-permission", "Chat-default-route"} <= stage.depends_on


def test_it_can_be_the_authorizer(project):
    """Beside a handler of ours, which asks it."""
    deployment = deploy(
        f"{PROGRAM}\nchat.on_connect(lambda connection_id: None)"
        "\nchat.authorizer(function, identity_sources=['context.stage'])"
    )
    authorizer = deployment.one("aws:apigatewayv2/authorizer:Authorizer").inputs
    route = deployment.one("aws:apigatewayv2/route:Route").inputs

    assert children(deployment, "Chat-authorizer") == {
        "Chat-authorizer-authorizer": "aws:apigatewayv2/authorizer:Authorizer",
        "Chat-authorizer-permission": "aws:lambda/permission:Permission",
    }
    assert authorizer["authorizerUri"] == "invoke-arn:theirs"
    assert authorizer["identitySources"] == ["context.stage"]
    assert route["authorizerId"] == "Chat-authorizer-authorizer-id"


def test_a_handler_of_ours_can_take_its_place(project):
    """Their components and their routes have one name and type, so AWS updates them."""
    theirs = deploy(f"{PROGRAM}\nchat.on_message(function)")
    ours = deploy(f"{PROGRAM}\nchat.on_message(lambda connection_id: None)")
    component = ("Chat-default", "wingws:index:Handler")
    own = children(ours, "Chat-default").items()

    assert component in {(r.name, r.type) for r in theirs.resources}
    assert component in {(r.name, r.type) for r in ours.resources}
    assert children(theirs, "Chat-default").items() <= own


def test_the_components_hold_the_children(project):
    """`resources.handlers` has them by route key, as it has those of ours."""
    assert deploy(
        PROGRAM
        + """
chat.route("join", function)
handler = chat.resources.handlers["join"]
assert handler.function is function
assert handler.resources.keys() == {"permission", "integration", "route"}
"""
    )


def test_its_route_may_have_a_throttle(project):
    """That is API Gateway's, whoever made the function."""
    line = "chat.route('join', function, throttle_burst=7)"
    stage = deploy(PROGRAM + line).one("aws:apigatewayv2/stage:Stage").inputs
    (settings,) = stage["routeSettings"]

    assert (settings["routeKey"], settings["throttlingBurstLimit"]) == ("join", 7)


def test_the_simulator_cannot_run_it(project):
    """A preview says so, and what to do."""
    text = refused(f"{PROGRAM}\nchat.route('join', function)", target="sim")

    assert text == (
        "handler 'Chat-route-join' is aws.lambda_.Function 'theirs', which the "
        "simulator cannot run; decorate its code here, or deploy to AWS from a stack "
        "with `pulumi config set target aws`"
    )


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        *(
            (
                line,
                "option 'memory_size' is not allowed for aws.lambda_.Function "
                "'theirs'; it has its own, change them there",
            )
            for line in (
                "chat.route('join', function, timeout=5, memory_size=256)",
                "chat.route('join', memory_size=256)(function)",
                "chat.authorizer(function, memory_size=256)",
            )
        ),
        (
            "chat.on_connect(function)\nchat.on_connect(lambda connection_id: None)",
            "route '$connect' of WebSocket 'Chat' has two handlers, "
            "aws.lambda_.Function 'theirs' and <lambda> (__main__.py:11); "
            "keep one of them",
        ),
        (
            "chat.route('$disconnect', function, reply=True)",
            "reply=True is not allowed on route '$disconnect'; "
            "only messages have a sender who gets the reply",
        ),
        (
            "chat.on_message(chat.resources.api)",
            "the handler of route '$default' is <pulumi_aws.apigatewayv2.api.Api "
            "object>; expected a function, its path or an aws.lambda_.Function",
        ),
        (
            "chat.on_message(aws.lambda_.Alias('alias', function_name=function.name, "
            "function_version='1'))",
            "the handler of route '$default' is <pulumi_aws.lambda_.alias.Alias "
            "object>; expected a function, its path or an aws.lambda_.Function",
        ),
    ],
)
def test_what_it_cannot_have_is_refused(project, line, sentence):
    """With what was given and what is allowed."""
    text = refused(f"{PROGRAM}\n{line}", target="aws")

    assert re.sub(r" object at \w+", " object", text) == sentence


def test_it_cannot_wait_for_the_url_of_its_own_api(project):
    """The stage, from which the URL comes, waits for its route."""
    line = """
made = aws.lambda_.Function(
    "made", role="role", environment={"variables": {"URL": chat.url}}
)
chat.on_message(made)
"""

    assert refused(PROGRAM + line, target="aws").startswith(
        "handler 'Chat-default' captures what waits for the handler itself: "
        "aws:lambda/function:Function 'made' → aws:apigatewayv2/stage:Stage "
        "'Chat-stage' → wingws:index:Handler 'Chat-default'; "
    )
