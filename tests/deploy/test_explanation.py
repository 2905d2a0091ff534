"""What a preview and ``wingws explain`` say of each handler."""

import json

import pytest

from pulumi_wingws.cli import main
from tests.deploy.recording import deploy

PROGRAM = """
import pickle
import humanize
import pulumi
from pulumi_wingws import DynamodbTable, WebSocket

rows = DynamodbTable("Rows", hash_key="h", attribute_definitions={"h": "S"})
chat = WebSocket("Chat")
key = pulumi.Output.secret("s3cret")
LIMIT = 5

def size(text):
    return humanize.naturalsize(len(text[:LIMIT]))

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    rows.put_item(item={"h": size(body), "k": key.get()})
    pickle.dumps(chat)

@chat.on_connect
def on_connect(connection_id: str) -> None:
    pass
"""


@pytest.fixture(autouse=True)
def previewed(project, layer_cache, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(layer_cache))
    return deploy(PROGRAM, target="sim", preview=True)


def test_the_preview_has_a_line_for_each_handler(previewed):
    """Captures, size, packages, and what it may do."""
    lines = [text for level, text in previewed.logs if "on_message ←" in text]
    assert len(lines) == 1
    captures, rest = lines[0].split(" · LIMIT = 5 · ")
    assert captures == (
        "on_message ← rows (table) · key (output) · chat (websocket) · "
        "size() __main__.py:12"
    )
    size, packages, may = rest.split(" · ")
    assert size.endswith(" kB")
    assert packages.startswith("humanize==")
    assert may == (
        "may dynamodb:PutItem on Rows; execute-api:ManageConnections "
        "(DELETE, GET, POST) on Chat (it escapes: passed to pickle.dumps, "
        "__main__.py:18); lambda:InvokeFunction on itself; ssm:GetParameters on key"
    )


def test_explain_shows_all_handlers(capsys):
    """One paragraph each, from what the last run left."""
    assert main(["explain"]) == 0
    first, second = capsys.readouterr().out.split("\n\n")
    assert first.startswith("Chat-connect: on_connect for $connect, ")
    assert "\n  captures  nothing\n  may       write its own log only\n" in first
    assert second.startswith("Chat-default: on_message for $default, ")
    assert "  captures  rows (table)\n            key (output)\n" in second
    assert "\n  may       dynamodb:PutItem on Rows  __main__.py:17\n" in second
    assert "\n  packages  humanize==" in second
    assert "\n            index.py  " in second


@pytest.mark.parametrize("name", ["Chat-default", "on_message", "$default"])
def test_explain_shows_one_handler(capsys, name):
    """By its name, its function or its route; as JSON for programs."""
    assert main(["explain", name, "--json", "--stack", "dev"]) == 0
    (explanation,) = json.loads(capsys.readouterr().out)["handlers"]
    assert explanation["handler"] == "Chat-default"
    assert explanation["permissions"][0] == {
        "actions": ["dynamodb:PutItem"],
        "resource": "Rows",
        "escape": "",
        "places": ["__main__.py:17"],
    }
    assert sum(explanation["files"].values()) == explanation["size"]


def test_explain_names_what_there_is(capsys):
    """A handler or a stack that is not there."""
    assert main(["explain", "nobody"]) == 1
    assert main(["explain", "--stack", "other"]) == 1
    assert capsys.readouterr().err == (
        "wingws: handler 'nobody' is unknown; there are: Chat-connect, Chat-default\n"
        "wingws: stack 'other' has no handlers here; run `pulumi preview` first\n"
    )


@pytest.mark.parametrize(
    "content",
    ["[]", '{"handlers": [{"handler": "Chat-default"}], "lints": []}'],
    ids=["0.1", "fields"],
)
def test_what_another_version_wrote_is_not_read(project, capsys, content):
    """The command that writes it anew is named; there is no traceback."""
    file = project / ".wingws/stacks/other/explain.json"
    file.parent.mkdir(parents=True)
    file.write_text(content)

    assert main(["explain", "--stack", "other"]) == 1
    assert capsys.readouterr().err == (
        "wingws: what stack 'other' has of its handlers is another version's; run "
        "`pulumi preview` again\n"
    )


def test_secrets_are_not_explained(project):
    """Their keys are, their values are nowhere."""
    text = (project / ".wingws/stacks/dev/explain.json").read_text()
    assert "s3cret" not in text
