"""``handlers="single"``, run as deployed: one function, one permission, all routes."""

import asyncio
import json
from dataclasses import replace

import pytest
from websockets.exceptions import InvalidStatus

from tests.aws.hosting.deployed import read
from tests.aws.hosting.host import Host

pytestmark = [pytest.mark.engine, pytest.mark.timeout(180)]

PROGRAM = """
import pulumi
from pulumi_wingws import DynamodbTable, WebSocket

rows = DynamodbTable(
    "Rows", hash_key="id", attribute_definitions={{"id": "S"}},
    deletion_protection=False,
)
chat = WebSocket("Chat"{})
seen = []

@chat.on_connect
def on_connect(connection_id):
    seen.append("connect")
    rows.put_item(item={{"id": connection_id}})

@chat.on_message
def on_message(connection_id, body):
    seen.append(body)
    for row in rows.scan():
        chat.send_message(row["id"], seen)

@chat.route("echo", reply=True)
def echo(connection_id, body):
    return seen

pulumi.export("url", chat.url)
"""
ECHO = json.dumps({"action": "echo"})


@pytest.fixture(scope="module")
def stack(make_aws_project):
    """A stack that had a function for each handler, and changed over."""
    project = make_aws_project(PROGRAM.format(""))
    project.up()
    project.write(PROGRAM.format(", handlers='single'"))
    return project, project.up()


@pytest.fixture
def converse(stack, cloud, tmp_path, tls):
    """Return what two messages are answered with, by what was deployed."""

    def converse(change=lambda deployed: deployed):
        deployed = change(read(cloud))
        host = Host(deployed, cloud.client("ssm"), folder=tmp_path, tls=tls)
        return asyncio.run(_converse(host, stack[0].outputs["url"]))

    return converse


async def _converse(host, url):
    async with host, host.connect(url) as client:
        answers = []
        for message in ("hello", ECHO):
            await client.send(message)
            answers.append(json.loads(await asyncio.wait_for(client.recv(), 20)))
        return answers


def test_a_stack_changes_over_by_updates(stack, cloud):
    """Routes stay, with the ids they had, so that no client meets a gap."""
    steps = {(each.op, each.name) for each in stack[1].changed()}
    names = ("Chat-connect", "Chat-default", "Chat-route-echo")

    assert {("update", f"{name}-integration") for name in names} <= steps
    assert not [name for op, name in steps if name.endswith("-route")]
    assert {("delete", f"{name}-permission") for name in names} <= steps
    assert len(cloud.client("lambda").list_functions()["Functions"]) == 1
    assert not stack[0].up().changed()


def test_all_routes_run_in_it(converse):
    """One environment, whose role may do what any of them needs."""
    assert converse() == [["connect", "hello"], ["connect", "hello"]]


def test_without_its_permission_nobody_connects(converse):
    """So that the one permission is what lets them all in."""

    def revoked(deployed):
        (function,) = deployed.functions
        return replace(deployed, functions=(replace(function, permissions=()),))

    with pytest.raises(InvalidStatus, match="HTTP 500"):
        converse(revoked)
