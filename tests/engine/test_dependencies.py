"""Packages of handlers on the simulator, with the real CLI."""

import json
import subprocess
import sys

import pytest
from websockets.sync.client import connect

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

PROGRAM = """
from importlib.util import find_spec

import humanize
import pulumi
from msgpack import packb, unpackb
from pulumi_wingws import WebSocket

shop = WebSocket("Shop")

@shop.on_message(reply=True)
def on_message(connection_id: str, body: str) -> object:
    others = ["boto3", "h11", "pulumi", "wingws_simulator"]
    found = [name for name in others if find_spec(name)]
    return [humanize.naturalsize(len(body)), unpackb(packb([body])), found]

pulumi.export("url", shop.url)
"""


def explain(project, *arguments):
    """What `wingws explain` prints."""
    command = [sys.executable, "-m", "pulumi_wingws.cli", "explain", *arguments]
    return subprocess.check_output(command, cwd=project.folder, text=True)


def test_a_handler_finds_the_packages_that_it_imports(make_project, layer_cache):
    """Those and no other of the user's environment; their folder is not in state."""
    project = make_project(PROGRAM)
    project.config_set("target", "sim")
    cache = {"XDG_CACHE_HOME": str(layer_cache)}

    preview = project.preview(environment=cache)
    project.up(environment=cache)

    with connect(project.outputs["url"]) as client:
        client.send("hello")
        assert json.loads(client.recv(timeout=10)) == [
            "5 Bytes",
            ["hello"],
            ["boto3"],
        ]
    assert str(layer_cache) not in json.dumps(project.state)
    assert "humanize==" in preview.output
    (explanation,) = json.loads(explain(project, "on_message", "--json"))["handlers"]
    assert [p.partition("==")[0] for p in explanation["packages"]] == [
        "humanize",
        "msgpack",
    ]
    assert "packages  humanize==" in explain(project)
    assert not project.preview(environment=cache).changed()
