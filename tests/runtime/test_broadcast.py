"""A message to many connections, seen from API Gateway's end of boto3."""

import pytest
from wingws_runtime import Broadcast, NoRegistry, PayloadTooLarge, WebSocket
from wingws_runtime.broadcast import broadcast_to_roster


@pytest.fixture
def chat(wingws, aws):
    """Return a WebSocket whose API Gateway is the stand-in."""
    wingws(websockets={"Chat": {"endpoint": f"{aws.url}/prod"}})
    return WebSocket("Chat")


def receivers(aws):
    """Return who was posted to, as often as it was."""
    return sorted(path.rpartition("/")[2] for _, path, _, _ in aws.requests)


def test_everyone_gets_the_message(chat, aws):
    """Each connection gets the same text."""
    for _ in range(3):
        aws.will_answer(200)
    assert chat.broadcast({"a": 1}, to=["x", "y", "z"]) == Broadcast(sent=3)
    assert receivers(aws) == ["x", "y", "z"]
    assert {request[3] for request in aws.requests} == {b'{"a":1}'}


@pytest.mark.parametrize(
    ("to", "exclude", "expected"),
    [
        ("abc", (), ["abc"]),
        (iter(["a", "b"]), (), ["a", "b"]),
        ([{"connectionId": "a", "user": "u"}, "b"], (), ["a", "b"]),
        (["a", "b", "a", {"connectionId": "a"}], (), ["a", "b"]),
        (["abc", "a", "b"], "abc", ["a", "b"]),
        (["a", "b", "c"], ["a", "x"], ["b", "c"]),
        (["a", "b"], [{"connectionId": "b"}], ["a"]),
        ({"connectionId": "a", "user": "u"}, (), ["a"]),
        (["a", "b"], {"connectionId": "b"}, ["a"]),
        ([], (), []),
    ],
)
def test_who_gets_it(chat, aws, to, exclude, expected):
    """Ids and items name connections; each gets it once, and who is excluded never."""
    for _ in expected:
        aws.will_answer(200)
    assert chat.broadcast("x", to=to, exclude=exclude).sent == len(expected)
    assert receivers(aws) == expected


def test_who_is_gone(chat, aws):
    """Those who left are named, and the others get the message."""
    aws.will_answer(410, x_amzn_ErrorType="GoneException")
    aws.will_answer(200)
    report = chat.broadcast("x", to=["a", "b"])
    assert (report.sent, len(report.gone), report.failed) == (1, 1, ())


def test_who_could_not_be_reached(chat, aws, caplog):
    """Whatever else goes wrong with one is reported, and logged once with a reason."""
    for _ in range(4):  # the SDK asks again
        aws.will_answer(
            403, {"message": "Forbidden"}, x_amzn_ErrorType="ForbiddenException"
        )
    assert chat.broadcast("x", to=["a", "b"]) == Broadcast(0, failed=("a", "b"))
    (record,) = caplog.records
    assert "did not reach 2 of 2 connections" in record.getMessage()
    assert "Forbidden" in record.getMessage()


@pytest.mark.parametrize(
    ("message", "to", "exclude", "error", "said"),
    [
        ("x" * 131073, ["a"], (), PayloadTooLarge, "131073 bytes"),
        (object(), ["a"], (), TypeError, "object has no JSON form"),
        (b"\xff", ["a"], (), UnicodeDecodeError, "utf-8"),
        ("x", ["a", 7], (), TypeError, "connection 7 is not allowed"),
        ("x", [{"id": "a"}], (), TypeError, "an item with connectionId"),
        ("x", ["a"], [None], TypeError, "connection None is not allowed"),
        ("x", 7, (), TypeError, "connections 7 are not allowed"),
        ("x", {"a": 1}, (), TypeError, r"connection {'a': 1} is not allowed"),
        ("x", b"a", (), TypeError, "connection b'a' is not allowed"),
        ("x", ["a"], None, TypeError, "connections None are not allowed"),
    ],
)
def test_bad_input(chat, aws, message, to, exclude, error, said):
    """What cannot be sent, or to whom, is an error before anything is sent."""
    with pytest.raises(error, match=said):
        chat.broadcast(message, to=to, exclude=exclude)
    assert aws.requests == []


def test_everyone_is_unknown(chat, aws):
    """An API that keeps no registry cannot send to everyone, and says what can."""
    with pytest.raises(NoRegistry, match="'Chat' does not know its connections"):
        chat.broadcast("x")
    assert aws.requests == []


class Roster:
    """
    Everyone, by pages.

    Attributes:
        forgotten: Who was found to be gone.
    """

    def __init__(self, *ids):
        self._ids = ids
        self.forgotten = []

    def ids(self):
        """Yield all ids."""
        yield from self._ids

    def forget(self, connection_ids):
        """Take note of who is gone."""
        self.forgotten += connection_ids


def test_a_roster_hears_who_is_gone(chat, aws):
    """It says who there is, and is told who is not."""
    roster = Roster("a", "b", "c")
    aws.will_answer(410, x_amzn_ErrorType="GoneException")
    report = broadcast_to_roster(chat._management, "x", roster, exclude=["b", "c"])
    assert report == Broadcast(sent=0, gone=("a",))
    assert roster.forgotten == ["a"]


def test_a_roster_of_which_nobody_is_gone(chat, aws):
    """It hears nothing."""
    roster = Roster("a")
    aws.will_answer(200)
    broadcast_to_roster(chat._management, "x", roster)
    assert roster.forgotten == []
