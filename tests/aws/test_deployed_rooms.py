"""Rooms as they were deployed, run from what AWS's API tells of them: each role may do
what its code does, and nothing that it does not need."""

import asyncio

import pytest
from websockets.exceptions import InvalidStatus

from tests.aws.hosting.deployed import read
from tests.aws.hosting.host import Host

pytestmark = [pytest.mark.engine, pytest.mark.timeout(180)]

PROGRAM = """
import pulumi
from pulumi_wingws import WebSocket

chat = WebSocket("Chat", connections=True)

@chat.on_message
def on_message(connection_id, body):
    room = chat.room("lobby")
    room.join(connection_id)
    room.broadcast(f"{len(room.members())} here")
    chat.connection(connection_id).state = {"said": body}
    room.leave(connection_id)
    chat.broadcast("bye")

@chat.on_presence
def on_presence(presence):
    print(presence)

pulumi.export("url", chat.url)
"""

CALLS = (
    ("$connect", "dynamodb:PutItem"),
    ("$connect", "dynamodb:UpdateItem"),
    ("$disconnect", "dynamodb:UpdateItem"),
    ("$disconnect", "dynamodb:DeleteItem"),
    ("$default", "dynamodb:GetItem"),
    ("$default", "dynamodb:UpdateItem"),
    ("$default", "dynamodb:Query"),
    ("$default", "dynamodb:DeleteItem"),
)

WHOLE = {"rows": 4, "sender": ["1 here", "bye"], "other": "bye", "rows left": 0}


@pytest.fixture(scope="module")
def url_and_deployed(make_aws_project, cloud):
    """The URL that the stack exports, and what was deployed; a second time, nothing."""
    project = make_aws_project(PROGRAM)
    project.up()
    assert not project.up().changed()
    return project.outputs["url"], read(cloud)


@pytest.fixture
def deployed(url_and_deployed):
    """What was deployed."""
    return url_and_deployed[1]


@pytest.fixture
def hold(url_and_deployed, cloud, tmp_path, tls):
    """Hold the chat: `hold(deployed)` tells how far two clients come."""
    url, _ = url_and_deployed

    def hold(deployed):
        host = Host(deployed, cloud.client("ssm"), folder=tmp_path, tls=tls)
        return asyncio.run(converse(host, url))

    return hold


async def converse(host, url):
    """Return what two clients live to see, up to the first surprise."""
    seen = {}
    async with host:
        try:
            async with host.connect(url) as one, host.connect(url) as other:
                seen["rows"] = host.tables.count()
                await one.send("hello")
                seen["sender"] = [await one.recv()]
                if "message" not in seen["sender"][0]:
                    seen["sender"].append(await one.recv())
                if seen["sender"] == WHOLE["sender"]:
                    seen["other"] = await other.recv()
        except InvalidStatus as refused:
            seen["status"] = refused.response.status_code
    return seen | {"rows left": host.rows_left}


def function_of(deployed, route_key):
    """Return the function that a route leads to."""
    return deployed.function_of(deployed.api.route(route_key))


def test_the_deployed_rooms_work(hold, deployed):
    """Two clients are registered, the room is heard, and nothing is left of them."""
    assert hold(deployed) == WHOLE


@pytest.mark.parametrize(("route_key", "action"), CALLS)
def test_it_needs_every_action(hold, deployed, tmp_path, route_key, action):
    """Without it a handler fails, and its log says that AWS denies."""
    function = function_of(deployed, route_key)
    broken = deployed.but(function, statements=without(function.statements, action))

    assert hold(broken) != WHOLE
    log = (tmp_path / "logs" / f"{function.name}.log").read_text()
    assert f"is not authorized to perform: {action} on resource" in log


def test_no_action_is_idle(deployed):
    """A role allows those calls, and no others on the table."""
    allowed = {
        (route.key, action)
        for route in deployed.api.routes
        for statement in function_of(deployed, route.key).statements
        for action in statement["Action"]
        if action.startswith("dynamodb:")
    }
    assert allowed == set(CALLS)


def without(statements, action):
    """Return statements that do not allow an action."""
    return tuple(
        {**each, "Action": [one for one in each["Action"] if one != action]}
        for each in statements
    )
