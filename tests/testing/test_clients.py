"""Clients of an app under test."""

import asyncio
import os
import signal
import threading

import pytest

from pulumi_wingws.errors import ConfigurationError
from pulumi_wingws.testing import ExpectationFailed, Rejected
from pulumi_wingws.testing import app as app_of
from tests.testing.programs_here import MINIMAL

CONNECTIONS = "Connections"


def test_messages_go_between_clients(app):
    """What one sends the other receives."""
    with app.connect("Chat") as a, app.connect("Chat") as b:
        a.send("hi")

        assert (a.receive(), b.receive()) == ("hi", "hi")


def test_what_is_no_text_is_sent_as_json(app):
    """And JSON is received as what it means."""
    with app.connect("Chat") as client:
        client.send({"action": "settings"})

        assert client.receive_json()["limit"] == 3


def test_the_only_api_need_not_be_named(app):
    """Of several, one has to be."""
    with pytest.raises(ConfigurationError, match="'Chat', 'Other'"):
        app.connect()
    with pytest.raises(ConfigurationError, match="'Chta' is unknown"):
        app.connect("Chta")


def test_the_block_ends_after_disconnect_has_run(app):
    """So what the handler leaves can be looked at at once."""
    for _ in range(20):
        with app.connect("Chat"):
            assert app.table(CONNECTIONS).count == 1
        assert app.table(CONNECTIONS).count == 0


def test_the_handshake_has_headers_and_query(app):
    """Handlers see them, the values of one name in their order."""
    headers, query = {"X-Colour": "red"}, {"user": "b", "tag": ["x", "y"]}
    with app.connect("Chat", headers=headers, query=query):
        [connected] = app.invocations("Chat $connect")

    assert connected.event["headers"]["X-Colour"] == "red"
    assert connected.event["queryStringParameters"]["user"] == "b"
    assert connected.event["multiValueQueryStringParameters"]["tag"] == ["x", "y"]


def test_a_subprotocol_is_agreed_upon(app):
    """The client knows which."""
    with app.connect("Chat", subprotocols=["v2", "v1"]) as client:
        assert client.subprotocol == "v1"


def test_a_client_knows_its_connection_id(app):
    """It is the one that handlers see."""
    with app.connect("Chat") as a, app.connect("Chat") as b:
        ids = {item["id"] for item in app.table(CONNECTIONS).items()}

        assert a.connection_id != b.connection_id
        assert ids == {a.connection_id, b.connection_id}


def test_a_close_of_the_server(app):
    """Has the code that is expected, or says which it has."""
    with app.connect("Chat") as client:
        client.send({"action": "kick"})
        assert client.expect_close(1000).reason == "Connection Closed Normally"
    with app.connect("Chat") as client:
        client.send(b"binary")
        with pytest.raises(
            ExpectationFailed, match="expected close code 1000, got 1003"
        ):
            client.expect_close(1000)


def test_a_close_of_the_client(app):
    """Has a code that the handler sees."""
    app.connect("Chat").close(4000, "done")

    [disconnected] = app.invocations("$disconnect")
    assert disconnected.event["requestContext"]["disconnectStatusCode"] == 4000
    assert app.logs("$disconnect") == ["bye 4000"]


def test_a_refusal(app):
    """Has the status that is expected, or says which it has."""
    refused = app.expect_rejected(401, "Chat", query={"user": "nobody"})

    assert refused.status == 401
    with pytest.raises(Rejected, match="was refused with 401"):
        app.expect_rejected(403, "Chat", query={"user": "nobody"})
    with pytest.raises(ExpectationFailed, match="the connection was opened"):
        app.expect_rejected(401, "Chat")


def test_no_message(app):
    """To expect none waits until there can be none any more."""
    with app.connect("Chat") as a, app.connect("Other") as b:
        a.send("hi")
        b.expect_nothing()
        with pytest.raises(ExpectationFailed, match="expected no message, got 'hi'"):
            a.expect_nothing()
        b.send(b"binary")
        with pytest.raises(ExpectationFailed, match="was closed with 1003"):
            b.expect_nothing()


def test_to_send_waits_until_it_has_arrived(app):
    """So who looks at once sees what came of it, however slow the simulator is."""
    alive = app._deployment._folder.path / "test" / "alive"
    simulator = int(alive.read_text())
    with app.connect("Other") as client:
        sending = threading.Thread(target=client.send, args=["hi"])
        os.kill(simulator, signal.SIGSTOP)
        try:
            sending.start()
            sending.join(0.1)
            assert sending.is_alive()
        finally:
            os.kill(simulator, signal.SIGCONT)
        sending.join()

        assert len(app.invocations("Other $default")) == 1


def test_many_messages_wait_for_their_reader(app):
    """However many there are, nothing is lost, and nobody blocks."""
    with app.connect("Other") as client:
        for number in range(200):
            client.send(str(number))

        received = [int(client.receive()) for _ in range(200)]
    assert sorted(received) == [*range(200)]


@pytest.mark.parametrize(
    ("handshake", "said"),
    [
        ({"headers": ["X-A"]}, r"headers \['X-A'\] is not allowed; expected a dict"),
        ({"headers": {"X-A": "a\r\nB: b"}}, r"'a\\r\\nB: b' .* expected one line"),
        (
            {"headers": {"X A": "a"}},
            "header 'X A': 'a' is not allowed; expected a name",
        ),
        ({"query": "user=b"}, "query 'user=b' is not allowed; expected a dict"),
        ({"query": {"user": None}}, "'user' None is not allowed; expected text"),
        ({"subprotocols": "v1"}, "subprotocols 'v1' are not allowed; expected a list"),
        ({"subprotocols": ["a b"]}, "expected a list of names"),
    ],
)
def test_what_no_handshake_has(app, handshake, said):
    """Is refused before there is a connection, by whichever client."""

    async def connect():
        async with app.aconnect("Chat", **handshake):
            pass

    with pytest.raises((TypeError, ValueError), match=said):
        app.connect("Chat", **handshake)
    with pytest.raises((TypeError, ValueError), match=said):
        asyncio.run(connect())
    assert app.invocations() == []


@pytest.mark.parametrize(
    ("method", "arguments", "said"),
    [
        (
            "send",
            [{1}],
            r"message \{1\} cannot be sent: .* expected text, bytes, or what",
        ),
        ("send", [float("nan")], "message nan cannot be sent"),
        ("send", ["\ud800"], "expected text that UTF-8 can carry"),
        ("receive", [-1], "timeout -1 is not allowed; expected a number from 0"),
        ("receive", [None], "timeout None is not allowed"),
        ("expect_close", [1000, "5"], "timeout '5' is not allowed"),
        ("close", [1006], "close code 1006 is not allowed; expected 1000 to 1003, 10"),
        ("close", [1000, "x" * 124], "is too long; expected 123 bytes at most"),
    ],
)
def test_what_no_client_does(app, method, arguments, said):
    """Is refused by either client, and the connection is as it was."""

    async def ask():
        async with app.aconnect("Other") as client:
            with pytest.raises((TypeError, ValueError), match=said):
                await getattr(client, method)(*arguments)
            await client.send("hi")
            assert await client.receive() == "hi"

    with app.connect("Other") as client:
        with pytest.raises((TypeError, ValueError), match=said):
            getattr(client, method)(*arguments)
        client.send("hi")
        assert client.receive() == "hi"
    asyncio.run(ask())


def test_async_clients(app):
    """Do all that the others do."""

    async def talk():
        async with app.aconnect("Chat") as a, app.aconnect("Chat") as b:
            await a.send({"action": "shout", "text": "hi"})
            assert await a.receive() == "HI"
            await b.expect_nothing()
            await b.send({"action": "settings"})
            assert (await b.receive_json())["limit"] == 3
            assert app.table(CONNECTIONS).count == 2
            with pytest.raises(ExpectationFailed, match=r"no message came in 0\.01 s"):
                await a.receive(timeout=0.01)
            await b.send({"action": "kick"})
            await b.expect_close(1000)
            with pytest.raises(ExpectationFailed, match="was closed with 1000"):
                await b.expect_nothing()
        with pytest.raises(Rejected):
            async with app.aconnect("Chat", query={"user": "nobody"}):
                pass

    asyncio.run(talk())
    assert app.table(CONNECTIONS).count == 0


def test_a_failure_says_all(app, the_folder):
    """What was sent and what came, and the traceback and the log of the handler."""
    program = (the_folder / "__main__.py").read_text()
    raising = program[: program.index("raise LookupError")].count("\n") + 1
    with app.connect("Chat") as client:
        client.send({"action": "fail"})
        assert "Internal server error" in client.receive()
        with pytest.raises(ExpectationFailed) as failure:
            client.receive(timeout=0.01)

    text = str(failure.value)
    for part in (
        "no message came in 0.01 s",
        f"Chat {client.connection_id}:",
        'sent \'{"action": "fail"}\'',
        'received \'{"message": "Internal server error"',
        "Chat-connect: CONNECT",
        'Chat-route-fail: MESSAGE \'{"action": "fail"}\'',
        "about to fail",
        f'File "__main__.py", line {raising}, in fail',
        "LookupError: no such user",
    ):
        assert part in text, text
    assert text.count("Traceback") == 1


def test_a_failure_with_many_clients(app):
    """Tells of the last of them."""
    for _ in range(22):
        app.connect("Other")
    story = app.story()

    assert story.startswith("… 2 earlier connections\nOther ")
    assert story.count(":\n    nothing") == 21  # no handler was invoked either


def test_what_cannot_be_sent_any_more(app):
    """Says how the connection ended."""
    with app.connect("Chat") as client:
        client.send({"action": "kick"})
        client.expect_close()
        with pytest.raises(ExpectationFailed, match="was closed with 1000"):
            client.send("late")
        with pytest.raises(ExpectationFailed, match="no message came: the connection"):
            client.receive()


def test_a_handshake_without_an_answer(project, monkeypatch):
    """Is a failure after a while, as a message that does not come."""
    monkeypatch.setattr("pulumi_wingws.testing.handshake._TIMEOUT", 0.1)
    hangs = "\n@chat.on_connect\ndef on_connect(connection_id: str):\n    import time\n"
    program = f"{MINIMAL}{hangs}    time.sleep(60)\n"
    with (
        app_of(project(program)) as app,
        pytest.raises(ExpectationFailed, match="handshake with Chat was not answered"),
    ):
        app.connect()


@pytest.mark.timeout(60)
def test_a_handshake_that_has_to_be_signed(project):
    """Is signed with the stack's credentials."""
    program = MINIMAL.replace('"Chat"', '"Chat", auth="iam"') + (
        "\n@chat.on_connect\ndef on_connect(connection_id: str): ...\n"
    )
    with app_of(project(program)) as app, app.connect(query={"a": "b"}) as client:
        client.send("hi")
        assert client.receive() == "hi"
