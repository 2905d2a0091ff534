"""``handlers="single"`` on the simulator: one function that all routes share."""

import json

import pytest
from websockets.sync.client import connect

pytestmark = [pytest.mark.engine, pytest.mark.timeout(180)]

PROGRAM = """
import pulumi
from pulumi_wingws import WebSocket

chat = WebSocket("Chat"{})
seen = []

@chat.on_init
def start():
    seen.append("init")

@chat.on_connect
def on_connect(connection_id):
    seen.append("connect")

@chat.route("join", reply=True)
def join(connection_id):
    seen.append("join")
    return seen

@chat.on_message(reply=True)
def on_message(connection_id, body):
    seen.append(body)
    return seen

pulumi.export("url", chat.url)
"""
SINGLE = PROGRAM.format(", handlers='single'")


def asked(client, message):
    """Send a message and return the reply."""
    client.send(message)
    return json.loads(client.recv(timeout=30))


def functions(result):
    """Return the functions that an update made and ended."""
    return sorted(
        (step.op, step.name)
        for step in result.changed()
        if step.type.endswith(":Function")
    )


def test_routes_share_an_environment_and_a_stack_changes_over(make_project):
    """They see each other's globals, a cold start is one; connections stay open."""
    project = make_project(SINGLE)
    project.config_set("target", "sim")
    project.up()

    with connect(project.outputs["url"]) as client:
        together = asked(client, '{"action": "join"}')
        assert together == ["init", "connect", "join"]
        assert asked(client, "hello") == [*together, "hello"]
        assert not project.up().changed()

        project.write(PROGRAM.format(""))
        apart = project.up()
        assert asked(client, '{"action": "join"}') == ["init", "join"]
        assert asked(client, "hello") == ["init", "hello"]

        project.write(SINGLE)
        again = project.up()
        assert asked(client, "hello") == ["init", "hello"]
        assert asked(client, '{"action": "join"}') == ["init", "hello", "join"]

    names = ["Chat-connect", "Chat-default", "Chat-route-join"]
    assert functions(apart) == [
        *(("create", name) for name in names),
        ("delete", "Chat-routes"),
    ]
    assert functions(again) == [
        ("create", "Chat-routes"),
        *(("delete", name) for name in names),
    ]
