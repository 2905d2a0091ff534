"""``@table.on_change`` on the simulator, deployed by the real CLI and engine."""

import pytest
from websockets.sync.client import connect

pytestmark = [pytest.mark.engine, pytest.mark.timeout(180)]

PROGRAM = """
import pulumi
from pulumi_wingws import Change, DynamodbTable, WebSocket

rows = DynamodbTable(
    "Rows", hash_key="id", attribute_definitions={"id": "S"},
    stream="NEW_AND_OLD_IMAGES",
)
chat = WebSocket("Chat")

@chat.on_message
def on_message(connection_id, body):
    rows.put_item(item={"id": connection_id, "said": body})

@chat.route("leave")
def leave(connection_id):
    rows.delete_item(key={"id": connection_id})

@rows.on_change
def tell(change: Change) -> None:
    before = change.old["said"] if change.old else None
    after = change.new["said"] if change.new else None
    chat.send_message(change.key["id"], f"VERSION {change.kind} {before} {after}")

pulumi.export("url", chat.url)
"""


def program(version):
    """Return the program, whose handler of changes says a version."""
    return PROGRAM.replace("VERSION", version)


def asked(client, message):
    """Send a message, and return what the change that it makes sends back."""
    client.send(message)
    return client.recv(timeout=30)


def test_changes_of_a_table_are_pushed(make_project):
    """With what was and what is; a new version goes on where the old one was."""
    project = make_project(program("one"))
    project.config_set("target", "sim")
    project.up()

    with connect(project.outputs["url"]) as client:
        assert asked(client, "hello") == "one INSERT None hello"
        assert asked(client, "there") == "one MODIFY hello there"
        assert asked(client, '{"action": "leave"}') == "one REMOVE there None"

        project.write(program("two"))
        changed = project.up().changed()
        assert asked(client, "again") == "two INSERT None again"

    assert {step.name for step in changed} == {"Rows-change"}
    assert not project.up().changed()
