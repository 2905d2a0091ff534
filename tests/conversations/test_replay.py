"""Conversations played against servers that are none of ours, and against ours."""

import asyncio
import json
import re
import threading
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve

from pulumi_wingws.conversations import Conversation, InvalidConversation, replay

CAPTURED = Path(__file__).parent.parent / "events" / "conversations" / "captured.json"


@contextmanager
def serving(handler, **options):
    """Serve a WebSocket; yields its URL."""
    with serve(handler, "127.0.0.1", 0, **options) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        server.shutdown()
        thread.join()


def echo(websocket):
    """Answer what is told."""
    for text in websocket:
        websocket.send(text)


def play(url, *steps, quiet=0.05, patience=0.2, **options):
    """Play steps; return the differences, as a person reads them."""
    conversation = Conversation.from_text(json.dumps({"version": 1, "steps": steps}))
    playing = replay(conversation, url, quiet=quiet, patience=patience, **options)
    return [str(each) for each in asyncio.run(playing)]


CONNECT, HI = {"connect": "a"}, {"send": "a", "text": "hi"}


def heard(text):
    return {"receive": "a", "text": text}


def test_the_same():
    """There is no difference; messages of one client may come in another order."""
    with serving(echo) as url:
        assert not play(
            url,
            *(CONNECT, {"connect": "b"}, HI, {"send": "a", "text": "ho"}),
            *(heard("ho"), heard("hi"), {"send": "b", "text": "7 are here"}),
            {"receive": "b", "like": r"\d+ are here"},
            *({"close": "a"}, {"close": "b"}),
            patience=10,
        )


def test_differences():
    """What came instead, nothing, and what nobody expected."""
    with serving(echo) as url:
        found = play(
            url,
            *(CONNECT, HI, heard("ho")),
            *({"receive": "a", "like": "h."}, HI),
            {"closed": "a", "code": 1001},
        )
    assert found == [
        "step 3, a: expected 'ho', got 'hi'",
        "step 4, a: expected a message like 'h.', got nothing",
        "step 6, a: expected a close with 1001, got a connection that stays open",
        "at the end, a: expected nothing, got 'hi'",
    ]


def test_bytes():
    """A binary message is another than a text of the same bytes."""
    told = {"send": "a", "base64": "aGk="}
    with serving(echo) as url:
        assert not play(url, CONNECT, told, {"receive": "a", "base64": "aGk="})
        assert play(url, CONNECT, told, heard("hi")) == [
            "step 3, a: expected 'hi', got b'hi'"
        ]
        assert play(url, CONNECT, HI, {"receive": "a", "base64": "aGk="}) == [
            "step 3, a: expected b'hi', got 'hi'"
        ]


def test_ends():
    """Codes and reasons are compared; what is said to nobody is left out."""

    def leave(websocket):
        websocket.recv()
        websocket.close(4001, "enough")

    with serving(leave) as url:
        right = {"closed": "a", "code": 4001, "reason": "enough"}
        assert not play(url, CONNECT, HI, right, patience=10)
        assert play(url, CONNECT, HI, {**right, "reason": "why"}, patience=10) == [
            "step 3, a: expected a close with 4001 why, got a close with 4001 enough"
        ]
        assert play(url, CONNECT, HI, heard("hi"), patience=10) == [
            "step 3, a: expected 'hi', got a close with 4001 enough",
            "at the end, a: expected an open connection, got a close with 4001 enough",
        ]


def test_handshakes():
    """A rejection is compared by its status and body, both ways."""

    def refuse(websocket, request):
        if "let-me-in" in request.path:
            return None
        return websocket.respond(HTTPStatus.FORBIDDEN, "no\n")

    with serving(echo, process_request=refuse) as url:
        rejected = {"rejected": "a", "status": 403, "body": "no\n"}
        assert not play(
            url, rejected, {**CONNECT, "query": "let-me-in=1"}, HI, heard("hi")
        )
        assert play(url, {**rejected, "status": 401}, CONNECT, HI) == [
            "step 1, a: expected a handshake rejected with 401 'no\\n', "
            "got a handshake rejected with 403 'no\\n'",
            "step 2, a: expected a connection, "
            "got a handshake rejected with 403 'no\\n'",
        ]
        assert play(url, {**rejected, "query": "let-me-in=1"}) == [
            "step 1, a: expected a handshake rejected with 403 'no\\n', "
            "got a connection"
        ]
    (nobody,) = play(url, CONNECT)
    assert re.match("step 1, a: expected a connection, got ConnectionRefused", nobody)


def test_what_the_handshake_has():
    """The recorded query, headers given anew, subprotocols; a parameter can change."""

    def tell(websocket):
        websocket.send(websocket.request.path)
        websocket.send(websocket.request.headers["X-Who"])
        websocket.send(websocket.subprotocol)

    step = {
        "connect": "a",
        "query": "user=ann&room=b%20c",
        "headers": ["x-who"],
        "subprotocols": ["chat"],
    }
    with serving(tell, subprotocols=["chat"]) as url:
        told = [heard("me"), heard("chat"), {"closed": "a", "code": 1000}]
        headers = [("X-Who", "me"), ("X-Other", "not named")]
        path = heard("/?user=ann&room=b%20c")
        assert not play(url, step, path, *told, headers=headers, patience=10)
        path = heard("/?room=b+c&user=bob")
        query = {"user": "bob"}
        assert not play(url, step, path, *told, headers=headers, query=query)
        path = heard("/?room=b+c&user=bob&user=cy")
        query = {"user": ["bob", "cy"]}
        assert not play(url, step, path, *told, headers=headers, query=query)
        with pytest.raises(InvalidConversation, match="header 'x-who' has no value"):
            play(url, step)


def test_who_never_is_quiet():
    """Is listened to for a while, and what came is said."""

    def chatter(websocket):
        with suppress(ConnectionClosed):
            while True:
                websocket.send("tick")
                with suppress(TimeoutError):
                    websocket.recv(timeout=0.01)

    with serving(chatter) as url:
        found = play(url, CONNECT, quiet=0.5, patience=0.1)
    assert found[0] == "at the end, a: expected nothing, got 'tick'"


def test_what_aws_was_seen_to_do(daemon):
    """Frames of published captures, and the closes that AWS documents, come here."""
    api = daemon.put_api("Captured")
    code = "def handler(event, context):\n    raise ValueError(event['body'])\n"
    daemon.put_function(api, "Captured-fail", "fail", code=code)
    conversation = Conversation.read(CAPTURED)
    url = f"ws://127.0.0.1:{api['port']}/prod"
    assert asyncio.run(replay(conversation, url)) == []

    stranger = daemon.put_api("Stranger")
    daemon.put_function(stranger, "Stranger-default", "$default", code=code)
    url = f"ws://127.0.0.1:{stranger['port']}/prod"
    (first,) = asyncio.run(replay(conversation, url))
    assert (first.step, first.client) == (3, "a")


def test_what_is_sent_has_this_runs_ids(daemon):
    """A client is told its id, and names it; the id is another one in each run."""
    api = daemon.put_api("Echo")
    code = """
def handler(event, context):
    id_ = event["requestContext"]["connectionId"]
    return {"statusCode": 200, "body": f"{event['body'].endswith(id_)} {id_}"}
"""
    daemon.put_function(api, "Echo-default", "$default", code=code)
    url = f"ws://127.0.0.1:{api['port']}/prod"
    theirs = "L0SM9cOFvHcCIhw="
    told = {"send": "a", "text": f"I am {theirs}"}
    steps = (CONNECT, HI, heard(f"False {theirs}"), told, heard(f"True {theirs}"))
    assert not play(url, *steps, patience=10)
