"""A WebSocket that few are let into, run from what the account has: once something is
removed from the account, it is missed."""

import asyncio
import json
from functools import partial

import pytest
from websockets.exceptions import InvalidStatus

from tests.aws.hosting.deployed import read
from tests.aws.hosting.host import Host

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

PROGRAM = """
import pulumi
from pulumi_wingws import Allow, DynamodbTable, WebSocket

rows = DynamodbTable("Rows", hash_key="id", attribute_definitions={"id": "S"})
selection = "$context.authorizer.usageIdentifierKey"
chat = WebSocket("Chat", api_keys=["web"], api_key_selection_expression=selection)
other = WebSocket("Other", api_keys=["web"])

@chat.authorizer(identity_sources=["route.request.querystring.key"])
def authorize(event):
    return Allow("ann", usage_identifier_key=event.query["key"])

@chat.on_connect
def on_connect(connection_id: str) -> None:
    pass

@chat.on_message(reply=True)
def on_message(connection_id: str, body: str, event) -> str:
    rows.put_item(item={"id": body})
    return event.authorizer["principalId"]

other.on_connect(on_connect)
pulumi.export("url", chat.url)
pulumi.export("key", chat.api_keys["web"])
pulumi.export("other key", other.api_keys["web"])
"""

ERROR = "Internal server error"


@pytest.fixture(scope="module")
def outputs(make_aws_project):
    """URL and API keys, once all is deployed."""
    project = make_aws_project(PROGRAM)
    project.up()
    return project.outputs


@pytest.fixture
def ask(outputs, cloud, tmp_path_factory, tls):
    """Ask by what the account has now: `ask(key)` returns the reply, or a status."""

    def ask(key=outputs["key"]):
        folder = tmp_path_factory.mktemp("host")
        host = Host(read(cloud), cloud.client("ssm"), folder=folder, tls=tls)
        return asyncio.run(converse(host, f"{outputs['url']}?key={key}"))

    return ask


async def converse(host, url):
    """Return the reply to one message, or what there is in its place."""
    async with host:
        try:
            async with host.connect(url) as client:
                await client.send("a row")
                frame = await client.recv()
        except InvalidStatus as refused:
            return refused.response.status_code
    return json.loads(frame)["message"] if frame.startswith("{") else frame


def chat_of(cloud):
    """Return the chat, its message handler, and its authorizer's function."""
    deployed = read(cloud)
    api = deployed.api_named("Chat")
    (authorizer,) = api.authorizers
    functions = map(deployed.function_of, (api.route("$default"), authorizer))
    return api, *functions


# Each removes something, and returns what puts it back.


def no_statement(cloud):
    """The role may no longer put rows."""
    _, function, _ = chat_of(cloud)
    iam, role = cloud.client("iam"), function.role
    (name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]

    def put(statements):
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=document)

    put(function.statements_but("dynamodb:PutItem"))
    return partial(put, function.statements)


def no_permission(cloud):
    """API Gateway may no longer invoke the message handler."""
    return _revoke(cloud, chat_of(cloud)[1])


def no_permission_of_the_authorizer(cloud):
    """API Gateway may no longer ask the authorizer."""
    return _revoke(cloud, chat_of(cloud)[2])


def _revoke(cloud, function):
    (permission,) = function.permissions
    lambda_ = cloud.client("lambda")
    own = {"FunctionName": function.name, "StatementId": permission["Sid"]}
    lambda_.remove_permission(**own)
    return partial(
        lambda_.add_permission,
        **own,
        Action=permission["Action"],
        Principal=permission["Principal"]["Service"],
        SourceArn=permission["Condition"]["ArnLike"]["AWS:SourceArn"],
    )


def no_authorizer(cloud):
    """The route of `$connect` is open, so nobody says which API key counts."""
    api, _, _ = chat_of(cloud)
    (authorizer,) = api.authorizers
    update = partial(
        cloud.client("apigatewayv2").update_route,
        ApiId=api.id,
        RouteId=api.route("$connect").id,
    )
    update(AuthorizationType="NONE", AuthorizerId="")
    return partial(update, AuthorizationType="CUSTOM", AuthorizerId=authorizer.id)


def no_api_key(cloud):
    """The API key is no longer in the usage plan."""
    api, _, _ = chat_of(cloud)
    keys = cloud.client("apigateway")
    (plan_id,) = (
        each["id"]
        for each in keys.get_usage_plans()["items"]
        if each["apiStages"][0]["apiId"] == api.id
    )
    (key_id,) = api.api_keys.values()
    own = {"usagePlanId": plan_id, "keyId": key_id}
    keys.delete_usage_plan_key(**own)
    return partial(keys.create_usage_plan_key, **own, keyType="API_KEY")


def no_route(cloud):
    """The route of messages is gone, and its response with it."""
    api, _, _ = chat_of(cloud)
    gateway = cloud.client("apigatewayv2")
    own = {"ApiId": api.id, "RouteId": api.route("$default").id}
    route = gateway.get_route(**own)
    gateway.delete_route(**own)
    members = ("RouteKey", "Target", "RouteResponseSelectionExpression")

    def put_back():
        again = gateway.create_route(
            ApiId=api.id, **{member: route[member] for member in members}
        )
        gateway.create_route_response(
            ApiId=api.id, RouteId=again["RouteId"], RouteResponseKey="$default"
        )

    return put_back


def test_who_is_let_in(ask, outputs):
    """With the key that the authorizer chooses, if it is one of this API's own."""
    assert ask() == "ann"
    assert ask("") == 401
    assert ask(outputs["other key"]) == 403


@pytest.mark.parametrize(
    ("removed", "seen"),
    [
        (no_statement, ERROR),
        (no_permission, ERROR),
        (no_permission_of_the_authorizer, 500),
        (no_authorizer, 403),
        (no_api_key, 403),
        (no_route, "Forbidden"),
    ],
)
def test_what_is_removed_is_missed(ask, cloud, removed, seen):
    """And once it is back, all is as before."""
    put_back = removed(cloud)
    try:
        assert ask() == seen
    finally:
        put_back()
    assert ask() == "ann"
