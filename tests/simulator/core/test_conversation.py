"""Which steps a conversation has, of what was noted of it."""

import json
import re
from random import Random

import pytest
from wingws_simulator.core.conversation import to_steps
from wingws_simulator.core.http_message import Request
from wingws_simulator.core.journal_event import DATA_SIZE

from pulumi_wingws.conversations import Conversation

ID = "L0SM9cOFvHcCIhw="


def asks(*headers, query=""):
    return Request("GET", f"/prod?{query}" if query else "/prod", headers)


def connect(connection="x", request=None, status=101, answer=b"", api="api"):
    who = ("127.0.0.1", None)
    return ("connect", api, connection, *who, status, request or asks(), answer)


def says(text, connection="x"):
    size = len(text.encode())
    return ("message", "api", connection, "m", text[:DATA_SIZE], size, "$default", "")


def hears(data, connection="x"):
    return ("delivered", "api", connection, "m", len(data), data[:DATA_SIZE])


def leaves(code, reason="", initiator="client", connection="x"):
    return ("disconnect", "api", connection, code, reason, initiator)


def test_clients_of_an_api_in_the_order_of_events():
    """Each has a number; what is another API's or no client's is no part of it."""
    steps, notes = to_steps(
        [
            *(connect("x"), connect("y", api="other"), connect("z")),
            ("log", "f", None, None, b"printed"),
            ("post", "api", "z", None, "m", b"hi", 2, 200, "f"),
            *(says("hi"), hears("hé".encode(), "z"), leaves(1000)),
            leaves(1001, "Going away", "server", connection="z"),
        ],
        "api",
    )
    assert steps == [
        {"connect": "client 1"},
        {"connect": "client 2"},
        {"send": "client 1", "text": "hi"},
        {"receive": "client 2", "text": "hé"},
        {"close": "client 1"},
        {"closed": "client 2", "code": 1001, "reason": "Going away"},
    ]
    assert notes == []


def test_a_handshake_has_no_secret_of_its_headers():
    """Their names, but those of each handshake; no signature either."""
    request = asks(
        *(("Host", "x"), ("Sec-WebSocket-Protocol", "chat, v2"), ("Upgrade", "y")),
        *(("Sec-WebSocket-Protocol", "v3"), ("Authorization", "secret")),
        *(("x-api-key", "secret"), ("User-Agent", "z"), ("Accept-Encoding", "gzip")),
        query="user=a%20b&X-Amz-Signature=secret&x%2Damz-date=now",
    )
    asked = {
        "query": "user=a%20b",
        "headers": ["authorization", "x-api-key"],
        "subprotocols": ["chat", "v2", "v3"],
    }
    refused = connect("y", request, 401, b'{"message": "Unauthorized"}')

    steps, _ = to_steps([connect("x", request), refused], "api")

    assert steps == [
        {"connect": "client 1", **asked},
        {
            "rejected": "client 2",
            **asked,
            "status": 401,
            "body": '{"message": "Unauthorized"}',
        },
    ]


def test_who_has_connected_before_is_left_out():
    """It is said how many they are."""
    before = [says("hi"), hears(b"hi"), says("ho", "y"), leaves(1000)]
    steps, notes = to_steps([*before, connect("z"), says("here", "z")], "api")
    assert steps == [
        {"connect": "client 1"},
        {"send": "client 1", "text": "here"},
    ]
    assert notes == ["clients that had connected before, and are left out: 2"]


def test_of_what_is_long_there_is_the_beginning():
    """What comes is known by it, ids apart; what was sent cannot be sent again."""
    text = f"{ID} (said)" + "x" * DATA_SIZE
    (_, heard), notes = to_steps([connect(), hears(text.encode()), says(text)], "api")

    (note,) = notes
    assert note.startswith(f"a message of client 1 has {len(text)} bytes and is left")
    assert re.fullmatch(heard["like"], text.replace("L0", "M0"))
    assert not re.fullmatch(heard["like"], text.replace("said", "sung"))
    assert re.fullmatch(heard["like"], text + "more", re.DOTALL)


def test_what_cannot_be_played_as_it_was():
    """A client that vanished, and one whose frame was no text, are said to be."""
    steps, notes = to_steps(
        [
            *(connect("x"), connect("y"), connect("z"), leaves(1006)),
            *(leaves(1003, "", "server", "y"), leaves(1005, "not set", "client", "z")),
        ],
        "api",
    )
    assert steps[3:] == [
        {"close": "client 1"},
        {"closed": "client 2", "code": 1003, "reason": ""},
        {"close": "client 3"},
    ]
    assert notes == [
        "client 1 vanished; when it is played it closes",
        "client 2 was closed with 1003 for what it had sent, which is not recorded",
    ]


def happens(draw):
    """Something that may be noted of one of three connections."""
    connection = draw.choice("xyz")
    code = draw.choice((1000, 1001, 1003, 1005, 1006, 4999))
    data = draw.randbytes(draw.choice((0, 9, 5000)))
    return draw.choice(
        (
            hears(data, connection),
            says(data.decode("latin-1"), connection),
            leaves(code, "\0é", draw.choice(("client", "server", "api")), connection),
            connect(connection + data.hex()[:4], status=draw.choice((101, 403))),
        )
    )


@pytest.mark.parametrize("seed", range(50))
def test_whatever_has_happened_can_be_read(seed):
    """It is a conversation by the rules of who plays it, and is read as written."""
    draw = Random(seed)
    happened = [happens(draw) for _ in range(draw.randrange(40))]
    steps, _ = to_steps([*map(connect, "xyz"), *happened], "api")
    text = json.dumps({"version": 1, "steps": steps})
    conversation = Conversation.from_text(text)
    assert [*conversation.steps] == steps
    assert Conversation.from_text(conversation.text) == conversation
