"""The chat as it was deployed, run from what AWS's API tells of it: it chats, and stops
to when any one thing is taken away."""

import asyncio
import json

import pytest
from websockets.exceptions import InvalidStatus

from tests.aws.hosting.deployed import read
from tests.aws.hosting.host import Host
from tests.engine.simulator import CHAT

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

#: What each handler calls, and so all that its role has to allow.
CALLS = (
    ("$connect", "dynamodb:PutItem"),
    ("$disconnect", "dynamodb:DeleteItem"),
    ("$default", "dynamodb:Scan"),
    ("$default", "execute-api:ManageConnections"),
)

WHOLE = {"rows": 2, "sender": "hello", "other": "hello", "rows left": 0}

#: What two clients live to see when a route's function fails, or is not invoked.
FAILED = {
    "$connect": {"status": 502, "rows left": 0},
    "$disconnect": WHOLE | {"rows left": 2},
    "$default": {"rows": 2, "sender": "Internal server error", "rows left": 0},
}
NOT_INVOKED = FAILED | {"$connect": {"status": 500, "rows left": 0}}


@pytest.fixture(scope="module")
def url_and_deployed(make_aws_project, cloud):
    """The URL that the stack exports, and what was deployed."""
    project = make_aws_project(CHAT)
    project.up()
    return project.outputs["url"], read(cloud)


@pytest.fixture
def hold(url_and_deployed, cloud, tmp_path, tls):
    """Hold the chat: `hold(deployed)` tells how far two clients come."""
    url, _ = url_and_deployed

    def hold(deployed):
        host = Host(deployed, cloud.client("ssm"), folder=tmp_path, tls=tls)
        return asyncio.run(converse(host, url))

    return hold


@pytest.fixture
def deployed(url_and_deployed):
    """What was deployed."""
    return url_and_deployed[1]


async def converse(host, url):
    """Return what two clients of a chat live to see, up to the first surprise."""
    seen = {}
    async with host:
        try:
            async with host.connect(url) as one, host.connect(url) as other:
                seen["rows"] = host.tables.count()
                if seen["rows"] == 2:
                    await one.send("hello")
                    seen["sender"] = text(await one.recv())
                if seen.get("sender") == "hello":
                    seen["other"] = await other.recv()
        except InvalidStatus as refused:
            seen["status"] = refused.response.status_code
    return seen | {"rows left": host.rows_left}


def text(frame):
    """Return a message, or what API Gateway says in its place."""
    return json.loads(frame)["message"] if frame.startswith("{") else frame


def function_of(deployed, route_key):
    """Return the function that a route leads to."""
    return deployed.function_of(deployed.api.route(route_key))


def changed(deployed, route_key, **fields):
    """Return what was deployed with another function behind a route."""
    return deployed.but(function_of(deployed, route_key), **fields)


def test_the_deployed_chat_chats(hold, deployed):
    """Both clients hear the message; a leaver's row is gone from the table."""
    assert hold(deployed) == WHOLE


@pytest.mark.parametrize(("route_key", "action"), CALLS)
def test_it_needs_every_statement(hold, deployed, tmp_path, route_key, action):
    """Without it the handler that calls it fails, and its log says that AWS denies."""
    function = function_of(deployed, route_key)
    broken = deployed.but(function, statements=function.statements_but(action))

    assert hold(broken) == FAILED[route_key]
    log = (tmp_path / "logs" / f"{function.name}.log").read_text()
    assert f"is not authorized to perform: {action} on resource" in log


def test_no_statement_is_idle(deployed):
    """A role has a statement for each of the calls, and one for its log group."""
    actions = {
        (route.key, tuple(statement["Action"]))
        for route in deployed.api.routes
        for statement in function_of(deployed, route.key).statements
    }
    logs = ("logs:CreateLogStream", "logs:PutLogEvents")

    assert actions == {
        *((route_key, (action,)) for route_key, action in CALLS),
        *((route_key, logs) for route_key in FAILED),
    }


@pytest.mark.parametrize("route_key", FAILED)
def test_it_needs_every_permission(hold, deployed, route_key):
    """Without it API Gateway may not invoke the function."""
    broken = changed(deployed, route_key, permissions=())

    assert hold(broken) == NOT_INVOKED[route_key]


@pytest.mark.parametrize("route_key", FAILED)
def test_it_needs_every_variable(hold, deployed, route_key):
    """Without it a function knows neither table nor API."""
    broken = changed(deployed, route_key, variables={})

    assert hold(broken) == FAILED[route_key]


@pytest.mark.parametrize(
    ("route_key", "seen"),
    [
        ("$connect", {"rows": 0, "rows left": 0}),
        ("$disconnect", FAILED["$disconnect"]),
        ("$default", {"rows": 2, "sender": "Forbidden", "rows left": 0}),
    ],
)
def test_it_needs_every_route(hold, deployed, route_key, seen):
    """Without it nothing is invoked."""
    left = tuple(each for each in deployed.api.routes if each.key != route_key)

    assert hold(deployed.but(deployed.api, routes=left)) == seen


@pytest.mark.parametrize("route_key", FAILED)
def test_a_permission_is_for_its_own_route(hold, deployed, route_key):
    """With the permissions of the other routes the function is not invoked."""
    others = tuple(
        {**statement, "Resource": function_of(deployed, route_key).arn}
        for route in deployed.api.routes
        for statement in function_of(deployed, route.key).permissions
        if route.key != route_key
    )
    broken = changed(deployed, route_key, permissions=others)

    assert hold(broken) == NOT_INVOKED[route_key]
