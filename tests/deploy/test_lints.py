"""What a preview for AWS says that a program may regret."""

import json
from pathlib import Path

import pytest

from pulumi_wingws import ConfigurationError
from pulumi_wingws.cli import main
from pulumi_wingws.lints import ADVICE
from tests.deploy.recording import deploy

PROGRAM = """
from pulumi_wingws import DynamodbTable, WebSocket

rows = DynamodbTable("Rows", hash_key="h", attribute_definitions={{"h": "S"}})
chat = WebSocket("Chat", {})

@chat.on_connect
def on_connect(connection_id: str) -> None:
    rows.put_item(item={{"h": connection_id}})

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    for row in rows.scan().items:
        chat.send_message(row["h"], body)
"""

FOUND = ("no-access-log", "no-authorizer", "no-disconnect", "scan-per-message")

CAREFUL = """
from pulumi_wingws import AccessLog, Deny, WebSocket

chat = WebSocket("Chat", access_log=AccessLog())

@chat.authorizer
def authorize(event):
    return Deny()

@chat.on_connect
def on_connect(connection_id: str) -> None: ...

@chat.on_disconnect
def on_disconnect(connection_id: str) -> None: ...
"""


def lints(program, target="aws", preview=True):
    recording = deploy(program, target=target, preview=preview)
    return [text for level, text in recording.logs if text.startswith("lints ")]


def test_a_preview_lists_them_in_one_line():
    """By component and handler, with what says more and what silences."""
    assert lints(PROGRAM.format("")) == [
        "lints of Chat: no-access-log, no-authorizer, no-disconnect; Chat-default: "
        "scan-per-message (`wingws explain` says more, silence=[…] of the WebSocket "
        "silences them by name)"
    ]


def test_a_careful_program_has_none():
    """Nothing is said of it."""
    assert lints(CAREFUL) == []


@pytest.mark.parametrize(
    ("target", "preview"), [("sim", True), ("sim", False), ("aws", False)]
)
def test_only_a_preview_for_aws_lists_them(target, preview):
    """Neither the simulator nor the update that follows the preview."""
    assert lints(PROGRAM.format(""), target, preview) == []


def test_too_many_routes(monkeypatch):
    """More than AWS allows of an API; an authorizer is none."""
    monkeypatch.setattr("pulumi_wingws.api_handlers.ROUTES", 2)
    assert lints(CAREFUL) == []
    monkeypatch.setattr("pulumi_wingws.api_handlers.ROUTES", 1)
    (line,) = lints(CAREFUL)
    assert line.startswith("lints of Chat: too-many-routes (")


def test_a_log_that_is_kept_for_ever():
    """API Gateway makes its group, and gives it no retention."""
    program = CAREFUL.replace("import AccessLog", "import AccessLog, ExecutionLog")
    log = "access_log=AccessLog(), execution_log=ExecutionLog()"
    (line,) = lints(program.replace("access_log=AccessLog()", log))
    assert line.startswith("lints of Chat: no-log-retention (")


@pytest.mark.parametrize("name", FOUND)
def test_each_is_silenced_by_its_name(name):
    """The others stay."""
    (line,) = lints(PROGRAM.format(f"silence=[{name!r}]"))
    assert [each for each in ADVICE if each in line] == [
        each for each in FOUND if each != name
    ]


@pytest.mark.parametrize("silence", ["no-authorizer", ["all"]])
def test_what_no_lint_is_called(silence):
    """The error lists the names."""
    with pytest.raises(ConfigurationError, match="no-authorizer, no-disconnect, no-"):
        deploy(PROGRAM.format(f"silence={silence!r}"), target="aws")


@pytest.mark.parametrize("preview", [True, False])
def test_explain_has_the_long_form(capsys, preview):
    """A line each: what it means, where, and what to do; after an update, too."""
    deploy(PROGRAM.format(""), target="aws", preview=preview)
    assert main(["explain"]) == 0
    shown = capsys.readouterr().out.rpartition("\n\n")[2].splitlines()
    assert shown[0] == "lints"
    assert shown[2] == f"  no-authorizer     Chat: {ADVICE['no-authorizer']}"
    assert shown[4].startswith("  scan-per-message  Chat-default (__main__.py:13): ")
    assert main(["explain", "on_message", "--json"]) == 0
    (lint,) = json.loads(capsys.readouterr().out)["lints"]
    assert lint["place"] == "__main__.py:13"


def test_the_docs_have_all_of_them():
    """docs/aws.md tells what the program tells."""
    docs = (Path(__file__).parents[2] / "docs/aws.md").read_text()
    for name, advice in ADVICE.items():
        assert f"| `{name}` | {advice} |" in docs
