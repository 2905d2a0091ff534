"""What readers of the journal get of what was noted."""

import pytest
from wingws_simulator.core.journal_event import DATA_SIZE, status_of, to_json
from wingws_simulator.core.lambda_log import exited, timed_out
from wingws_simulator.core.lambda_result import Failed, Returned
from wingws_simulator.core.selection import Selection


def read(*event):
    """What a reader gets of an event, without number and time."""
    shown = to_json(7, 1.5, event)
    assert (shown.pop("n"), shown.pop("at"), shown.pop("type")) == (7, 1.5, event[0])
    return shown


def test_an_invocation_shows_what_it_is_for():
    """Fields of its own beside those of its origin; durations are rounded."""
    origin = ("MESSAGE", "api", "connection", "message")

    shown = read("invocation", "f", "id", origin, True, 1.23456, "ok", None)

    assert shown == {
        "function": "f",
        "request_id": "id",
        "event_type": "MESSAGE",
        "api_id": "api",
        "connection_id": "connection",
        "message_id": "message",
        "cold": True,
        "duration_ms": 1.23,
        "status": "ok",
        "error": None,
    }


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("hällo", "hällo"),
        ("ä" * DATA_SIZE, "ä" * (DATA_SIZE // 2)),
        (f"a{'ä' * DATA_SIZE}", f"a{'ä' * (DATA_SIZE // 2 - 1)}"),
        ("hällo".encode(), "hällo"),
        (b"\xff", "�"),
    ],
    ids=["short", "long", "cut within a character", "bytes", "no UTF-8"],
)
def test_data_is_text_of_at_most_4_kb(data, text):
    """Whatever was sent, and never half a character."""
    assert read("post", "api", "id", None, None, data, 9, 400, None)["data"] == text


def test_what_is_printed_ends_without_its_newline():
    """A line is its text; those within stay."""
    assert read("log", "f", None, None, b"one\ntwo\n")["text"] == "one\ntwo"


@pytest.mark.parametrize(
    ("result", "status", "error"),
    [
        (Returned(1), "ok", None),
        (Failed("KeyError", "'x'"), "error", "KeyError: 'x'"),
        (timed_out("id", 3), "timeout", "Sandbox.Timedout: RequestId: id Error: Task"),
        (exited("id", "exit status 1"), "crash", "Runtime.ExitError: RequestId: id"),
    ],
)
def test_how_an_invocation_ends(result, status, error):
    """In a word, and with Lambda's type and sentence."""
    said, why = status_of(result)

    assert said == status
    assert (why or "").startswith(error or "") and (why is None) == (error is None)


def test_a_reason_is_found_when_it_is_read():
    """A message is noted with what its expression found."""
    found = Selection.parse("$request.body.action"), "join"
    noted = ("message", "api", "id", "m", "{}", 2, "join", found)

    assert read(*noted)["why"] == "action is 'join'"
    assert read(*noted[:-1], "throttled")["why"] == "throttled"
