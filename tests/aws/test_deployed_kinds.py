"""An authorizer, a reply, a throttle, a secret, a long capture and packages, native
code among them, run from what was deployed of them."""

import asyncio
import json

import pytest
from websockets.exceptions import InvalidStatus

from tests.aws.hosting.deployed import read
from tests.aws.hosting.host import Host

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

PROGRAM = """
import platform

import humanize
import pulumi
from msgpack import Packer
from pulumi_wingws import Allow, Deny, WebSocket

# This machine's own, since native code runs here.
is_arm = platform.machine() == "aarch64"
chat = WebSocket("Chat", architecture="arm64" if is_arm else "x86_64")
key = pulumi.Config().require_secret("key")
text = pulumi.Output.from_input("long " * 1000)

@chat.authorizer(identity_sources=["route.request.querystring.user"])
def authorize(event):
    user = event.query["user"]
    return Deny() if user == "nobody" else Allow(principal_id=user)

@chat.on_connect
def on_connect(connection_id: str) -> None:
    pass

@chat.route("draw", reply=True, throttle_burst=1, throttle_rate=0.001)
def draw(connection_id: str, body: str) -> str:
    return "drawn"

@chat.on_message(reply=True)
def on_message(connection_id: str, body: str, event) -> object:
    packages = [humanize.naturalsize(int(body)), Packer.__module__]
    return [event.authorizer["principalId"], key.get(), len(text.get()), *packages]

pulumi.export("url", chat.url)
"""

REPLY = ["ann", "swordfish", 5000, "1.0 kB", "msgpack._cmsgpack"]
ERROR = "Internal server error"


@pytest.fixture(scope="module")
def url_and_deployed(make_aws_project, cloud):
    """The URL that the stack exports, and what was deployed."""
    project = make_aws_project(PROGRAM)
    project.config_set("key", "swordfish", secret=True)
    project.up()
    return project.outputs["url"], read(cloud)


@pytest.fixture
def deployed(url_and_deployed):
    """What was deployed."""
    return url_and_deployed[1]


@pytest.fixture
def ask(url_and_deployed, cloud, tmp_path, tls):
    """Ask as a user: `ask(deployed, query)` returns the reply, or a status."""
    url, _ = url_and_deployed

    def ask(deployed, query="?user=ann"):
        host = Host(deployed, cloud.client("ssm"), folder=tmp_path, tls=tls)
        return asyncio.run(converse(host, f"{url}{query}"))

    return ask


async def converse(host, url):
    """Return the reply to one message, or what there is in its place."""
    async with host:
        try:
            async with host.connect(url) as client:
                await client.send("1000")
                reply = json.loads(await client.recv())
        except InvalidStatus as refused:
            return refused.response.status_code
    return reply["message"] if isinstance(reply, dict) else reply


def named(deployed, handler):
    """Return the function of a handler."""
    return next(each for each in deployed.functions if f"-{handler}-" in each.name)


def test_all_of_it_arrives(ask, deployed):
    """The principal, the secret, the long capture and the packages are in the reply."""
    assert ask(deployed) == REPLY


@pytest.mark.parametrize(("query", "status"), [("", 401), ("?user=nobody", 403)])
def test_the_authorizer_decides(ask, deployed, query, status):
    """Nobody is let in without the identity source, or without an Allow."""
    assert ask(deployed, query) == status


def test_it_needs_the_parameters(ask, deployed):
    """A role without ssm:GetParameters leaves a function without its captures."""
    function = named(deployed, "default")
    left = function.statements_but("ssm:GetParameters")

    assert left != function.statements
    assert ask(deployed.but(function, statements=left)) == ERROR


def test_it_needs_the_layer(ask, deployed):
    """The packages are in the layer and nowhere else."""
    assert ask(deployed.but(named(deployed, "default"), layers=())) == ERROR


@pytest.mark.parametrize("source", ["authorizers/other", "prod/$connect"])
def test_the_authorizer_has_a_permission_of_its_own(ask, deployed, source):
    """It may be invoked for itself alone: for any other source nobody is let in."""
    function = named(deployed, "authorizer")
    permissions = json.dumps(function.permissions)
    (authorizer,) = deployed.api.authorizers
    other = permissions.replace(f"authorizers/{authorizer.id}", source)

    assert other != permissions
    assert ask(deployed.but(function, permissions=tuple(json.loads(other)))) == 500


def test_a_route_has_its_own_throttle(url_and_deployed, cloud, tmp_path, tls):
    """One message of it is let through, and any number of another route's."""
    url, deployed = url_and_deployed

    async def scenario():
        host = Host(deployed, cloud.client("ssm"), folder=tmp_path, tls=tls)
        async with host, host.connect(f"{url}?user=ann") as client:
            for text in ('{"action": "draw"}', '{"action": "draw"}', "1000", "1000"):
                await client.send(text)
                yield await client.recv()

    async def replies():
        return [each async for each in scenario()]

    drawn, throttled, *others = asyncio.run(replies())

    assert drawn == "drawn"
    assert json.loads(throttled)["message"] == "Too Many Requests"
    assert [*map(json.loads, others)] == [REPLY, REPLY]


def test_a_route_that_replies_has_a_response(deployed):
    """Both halves are there, for this route only."""
    assert {each.key: each.reply for each in deployed.api.routes} == {
        "$connect": False,
        "$default": True,
        "draw": True,
    }
