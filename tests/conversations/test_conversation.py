"""The file format of conversations."""

import json
import re

import pytest

from pulumi_wingws.conversations import Conversation, InvalidConversation, Recording


def test_what_is_recorded_can_be_read():
    """Whatever was said, byte for byte."""
    recording = Recording("ws://127.0.0.1/prod?user=a%20b", [("X-Token", "secret")])
    recording.connected()
    recording.received(b"\0\xff")
    for text in ("", "\0", "\x85\u2028", "é 😀", '{"a": "\\n"}', "]}", " a\r\n"):
        recording.sent(text)
        recording.received(text)
    recording.left()

    written = recording.conversation
    assert Conversation.from_text(written.text) == written
    assert "secret" not in written.text
    assert written.steps[0] == {
        "connect": "a",
        "query": "user=a%20b",
        "headers": ["x-token"],
    }


def test_a_line_for_each_step(tmp_path):
    """So that version control shows what has changed."""
    recording = Recording("ws://127.0.0.1/prod", subprotocols=["chat"])
    recording.rejected(401, "no")
    path = tmp_path / "talk.json"
    recording.conversation.write(path)
    assert path.read_text() == (
        '{"version": 1, "steps": [\n'
        '  {"rejected": "a", "subprotocols": ["chat"], "status": 401, "body": "no"}\n'
        "]}\n"
    )
    assert Conversation.read(path) == recording.conversation


CONNECT = {"connect": "a"}


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (["hi"], "step 1 is 'hi'; expected an object"),
        ([{"say": "a"}], "step 1 is .*say.*; expected one of connect, rejected, send"),
        ([{"connect": ""}], "with the name of a client"),
        ([{"connect": "a", "send": "a", "text": ""}], "expected one of connect"),
        ([{"connect": "a", "quary": "x=1"}], "step 1: 'quary' is unknown; expected"),
        ([CONNECT, {"send": "a"}], "step 2 needs text or base64"),
        ([CONNECT, {"send": "a", "base64": "é"}], "expected bytes in base64"),
        ([CONNECT, {"receive": "a"}], "step 2 needs text or like or base64"),
        ([CONNECT, {"receive": "a", "text": "", "like": ""}], "needs text or like"),
        ([CONNECT, {"receive": "a", "like": "("}], "expected a regular expression"),
        ([CONNECT, {"send": "a", "text": 7}], "step 2: text 7 is not allowed"),
        ([CONNECT, {"closed": "a", "code": 7}], "code 7 .* expected a close code"),
        ([CONNECT, {"close": "a", "code": 1006}], "code 1006 cannot be sent; expected"),
        ([CONNECT, {"send": "a", "text": "\ud800"}], "step 2: text .* expected text"),
        ([CONNECT, {"receive": "a", "like": "a{99999999999}"}], "a regular expression"),
        ([{**CONNECT, "query": "a=#"}], "expected a query string, as .* without '#'"),
        ([{**CONNECT, "headers": ["x y"]}], "headers .* expected a list of names"),
        ([{**CONNECT, "subprotocols": [""]}], "expected a list of names"),
        ([{"rejected": "a", "status": 200}], "status 200 .* expected an HTTP status"),
        ([{"send": "a", "text": ""}], "step 1: client 'a' is not connected"),
        ([CONNECT, CONNECT], "step 2: client 'a' is connected already"),
        ([CONNECT, {"close": "a"}, {"close": "a"}], "step 3: .* is not connected"),
    ],
)
def test_what_is_no_step(steps, words):
    """It is said which one, what it is, and what is allowed."""
    text = json.dumps({"version": 1, "steps": steps})
    with pytest.raises(InvalidConversation, match=words):
        Conversation.from_text(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "it is no JSON: "),
        ("[" * 100_000, "it is no JSON: "),
        ("[]", re.escape('expected {"version": 1, "steps": […]}')),
        ('{"version": 2, "steps": []}', "version 2 is unknown; expected 1"),
        ('{"version": 1, "steps": {}}', "steps are no list"),
    ],
)
def test_what_is_no_conversation(text, words, tmp_path):
    """The file is named."""
    path = tmp_path / "talk.json"
    path.write_text(text)
    with pytest.raises(InvalidConversation, match=f"talk.json: {words}"):
        Conversation.read(path)


def test_a_file_that_is_not_there(tmp_path):
    """It is named, with the reason."""
    with pytest.raises(InvalidConversation, match=r"cannot read .*nowhere\.json: "):
        Conversation.read(tmp_path / "nowhere.json")
