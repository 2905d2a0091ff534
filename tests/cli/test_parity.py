"""`wingws connect --record`, and `wingws parity` of what it has written."""

import json

import pytest

REFUSING = """
def handler(event, context):
    return {"statusCode": 403}
"""

GREETING = """
def handler(event, context):
    return {"statusCode": 200, "body": "hello " + event["requestContext"]["requestId"]}
"""


@pytest.fixture
def recorded(shell, echo):
    """A conversation with the echo, in the folder where they are looked for."""
    folder = shell.folder / "conversations"
    folder.mkdir()
    command = ("connect", "Echo", "--query", "who=ann", "-H", "X-Key: secret")
    shell.run(*command, "--record", "conversations/hi.json", input="hi\n")
    return folder / "hi.json"


def test_a_conversation_is_recorded(recorded):
    """All that was said and heard; of a header not what it is."""
    document = json.loads(recorded.read_text())
    assert document["steps"] == [
        {"connect": "a", "query": "who=ann", "headers": ["x-key"]},
        {"send": "a", "text": "hi"},
        {"receive": "a", "text": "hi"},
        {"close": "a"},
    ]


def test_a_file_that_cannot_be_written(shell, echo):
    """It is refused before anything is said, which would be lost."""
    for file in ("no/hi.json", "."):
        done = shell.run("connect", echo, "--record", file, input="hi\n")
        assert (done.stdout, done.returncode) == ("", 2)
        assert "error: argument --record: " in done.stderr


def test_nobody_there_is_no_conversation(shell):
    """The reason is told, and no file is made."""
    done = shell.run("connect", "ws://127.0.0.1:1", "--record", "hi.json")
    assert done.stderr.startswith("wingws: no connection: ")
    assert not (shell.folder / "hi.json").exists()


def test_a_refused_handshake_is_recorded(shell, daemon, recorded):
    """With its status, and played again it is the same."""
    api = daemon.put_api("Closed")
    daemon.put_function(api, "Closed-connect", "$connect", code=REFUSING)
    daemon.put_function(api, "Closed-default", "$default", code=REFUSING)
    done = shell.run("connect", "Closed", "--record", "refused.json")
    assert done.returncode == 1
    (step,) = json.loads((shell.folder / "refused.json").read_text())["steps"]
    assert (step["rejected"], step["status"]) == ("a", 403)
    assert shell.run("parity", "Closed", "refused.json").returncode == 0


def test_the_same(shell, echo, recorded):
    """Each file is named; a URL will do as well as a name."""
    for address in ("Echo", echo):
        done = shell.run("parity", address, "-H", "X-Key: other")
        assert (done.stdout, done.stderr) == (
            "conversations/hi.json  4 steps, all the same\n",
            "",
        )
        assert done.returncode == 0


def test_differences(shell, daemon, recorded):
    """What is otherwise is told, for a person and for a program, and is an error."""
    daemon.put_function(
        daemon.put_api("Other"), "Other-default", "$default", code=GREETING
    )
    command = ("parity", "Other", "-H", "X-Key: other")
    done = shell.run(*command)
    first, second = done.stdout.splitlines()
    assert first == "conversations/hi.json  4 steps, 1 different"
    assert second.startswith("  step 3, a: expected 'hi', got 'hello ")
    assert done.returncode == 1

    line = json.loads(shell.run(*command, "--json").stdout)
    assert line["file"] == "conversations/hi.json"
    (difference,) = line["differences"]
    assert difference["step"] == 3
    assert difference["expected"] == "'hi'"


def test_what_cannot_be_played(shell, echo, recorded):
    """No files, one that is no conversation, a header that nobody gives."""
    recorded.rename(shell.folder / "hi.json")
    nothing = shell.run("parity", "Echo")
    assert nothing.returncode == 1
    assert nothing.stderr.startswith("wingws: there are no conversations in ")

    assert (
        "cannot read nowhere.json" in shell.run("parity", "Echo", "nowhere.json").stderr
    )
    patience = shell.run("parity", "Echo", "hi.json", "--patience", "-3")
    assert "'-3' is no time; expected seconds, 0 or more" in patience.stderr
    no_value = shell.run("parity", "Echo", "hi.json").stderr
    assert no_value.startswith("wingws: header 'x-key' has no value")
