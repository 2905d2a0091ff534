"""Messages and the end of connections, seen from outside."""

import asyncio
import json

import pytest
from websockets.exceptions import ConnectionClosed
from wingws_simulator.core.api_config import ApiConfig, Route
from wingws_simulator.core.settings import Settings

FRAME = 32_768
TEXT, BINARY, CLOSE = 1, 2, 8


async def close_of(client):
    """Return the code and reason of the close frame that the client gets."""
    with pytest.raises(ConnectionClosed) as caught:
        await client.recv()
    received = caught.value.rcvd
    return received.code, received.reason


@pytest.mark.fidelity("3.2", "two-way: the body alone is sent")
@pytest.mark.fidelity("4.2", "outbound is text")
@pytest.mark.fidelity("9", "16 text frames out, no binary in")
def test_reply(serve, echo):
    """A two-way route sends the handler's body back to the sender, as text."""

    async def scenario():
        async with (
            serve({"$default": echo}, replies={"$default"}) as api,
            api.connect() as client,
        ):
            await client.send("hällo")
            assert await client.recv() == "hällo"

    asyncio.run(scenario())


@pytest.mark.fidelity("1", "MESSAGE: body is the raw text, JSON or not")
@pytest.mark.fidelity("1", "MESSAGE: routeKey is the route that was selected")
def test_route_selection(serve, ok):
    """A message invokes the route that its action names."""

    async def scenario():
        async with (
            serve({"$default": ok, "join": ok}) as api,
            api.connect() as client,
        ):
            for text in ['{"action": "join"}', "hello"]:
                await client.send(text)
                event = await api.event("MESSAGE")
                expected = "join" if "join" in text else "$default"
                assert event["requestContext"]["routeKey"] == expected
                assert event["body"] == text

    asyncio.run(scenario())


@pytest.mark.fidelity("3.4", "handler raises: Internal server error")
@pytest.mark.fidelity("3.4", "requestId is the MESSAGE event's")
@pytest.mark.fidelity("3.4", "the connection stays open")
@pytest.mark.fidelity("9", "11 error frames have a real requestId")
def test_error_frame(serve):
    """A handler that raises sends the error frame; the connection goes on."""

    async def fail(event):
        raise ValueError("foo")

    async def scenario():
        async with serve({"$default": fail}) as api, api.connect() as client:
            for _ in range(2):
                await client.send("hello")
                context = (await api.event("MESSAGE"))["requestContext"]
                assert await client.recv() == (
                    '{"message": "Internal server error", '
                    f'"connectionId":"{context["connectionId"]}", '
                    f'"requestId":"{context["requestId"]}"}}'
                )

    asyncio.run(scenario())


@pytest.mark.fidelity("3.4", "no route: Forbidden")
@pytest.mark.fidelity("9", "14 no match without $default answers Forbidden")
def test_forbidden_frame(serve, ok):
    """A message without a route gets the Forbidden frame."""

    async def scenario():
        async with serve({"join": ok}) as api, api.connect() as client:
            await client.send("hello")
            assert json.loads(await client.recv())["message"] == "Forbidden"

    asyncio.run(scenario())


@pytest.mark.fidelity("3.4", "timeout: Endpoint request timed out")
@pytest.mark.fidelity("4.1", "integration: 29 seconds")
def test_timeout_frame(serve, clock):
    """A handler that exceeds the integration timeout sends the time-out frame."""

    async def hang(event):
        await asyncio.Event().wait()

    async def scenario():
        async with (
            serve(
                {"$default": hang}, settings=Settings(grace_period=0.0), clock=clock
            ) as api,
            api.connect() as client,
        ):
            await client.send("hello")
            await api.events.get()
            clock.advance(29)
            message = json.loads(await client.recv())["message"]
            assert message == "Endpoint request timed out"

    asyncio.run(scenario())


@pytest.mark.fidelity("3.5", "messages of one connection run concurrently")
@pytest.mark.fidelity("9", "26 nothing hides races: concurrency, jitter")
def test_messages_run_concurrently(serve):
    """Messages of one connection run at the same time."""

    async def scenario():
        both = asyncio.Barrier(2)

        async def meet(event):
            await both.wait()
            return {"statusCode": 200, "body": "met"}

        async with (
            serve({"$default": meet}, replies={"$default"}) as api,
            api.connect() as client,
        ):
            await client.send("one")
            await client.send("two")
            assert [await client.recv(), await client.recv()] == ["met", "met"]

    asyncio.run(scenario())


@pytest.mark.fidelity("3.5", "replies come as handlers end")
def test_replies_come_as_they_finish(serve):
    """Replies are sent in the order in which handlers end."""

    async def scenario():
        second_ended = asyncio.Event()

        async def handler(event):
            if event["body"] == "first":
                await second_ended.wait()
            else:
                second_ended.set()
            return {"statusCode": 200, "body": event["body"]}

        async with (
            serve({"$default": handler}, replies={"$default"}) as api,
            api.connect() as client,
        ):
            await client.send("first")
            await client.send("second")
            assert [await client.recv(), await client.recv()] == ["second", "first"]

    asyncio.run(scenario())


@pytest.mark.fidelity("4.2", "fragments are one message")
def test_fragments_are_one_message(serve, echo):
    """100 KB in fragments of 32 KB arrive as one event."""

    async def scenario():
        fragments = ["a" * FRAME] * 3 + ["b"]
        async with serve({"$default": echo}) as api, api.connect() as client:
            await client.send(fragments)
            assert (await api.event("MESSAGE"))["body"] == "".join(fragments)

    asyncio.run(scenario())


@pytest.mark.fidelity("4.2", "outbound over 32 KB is split")
def test_long_replies_are_fragmented(serve):
    """What is longer than a frame is sent in frames of at most 32 KB."""

    async def long(event):
        return {"statusCode": 200, "body": "a" * FRAME + "b" * FRAME + "c"}

    async def scenario():
        async with (
            serve({"$default": long}, replies={"$default"}) as api,
            api.connect() as client,
        ):
            await client.send("hello")
            sizes = [len(part) async for part in client.recv_streaming()]
            assert sizes == [FRAME, FRAME, 1]

    asyncio.run(scenario())


@pytest.mark.fidelity("1.5", "too big: 1009")
@pytest.mark.fidelity("4.1", "frame: 32 KB")
@pytest.mark.fidelity("4.1", "message: 128 KB")
@pytest.mark.fidelity("4.2", "1003 and 1009 have no reason")
@pytest.mark.fidelity("2.4", "size limits hold before and after inflation")
@pytest.mark.fidelity("9", "17 limits of size and of time are enforced")
@pytest.mark.parametrize("compression", [None, "deflate"])
@pytest.mark.parametrize(
    "fragments",
    [["a" * (FRAME + 1)], ["a" * FRAME] * 4 + ["b"]],
    ids=["frame", "message"],
)
def test_too_big(serve, ok, compression, fragments):
    """A frame over 32 KB or a message over 128 KB closes with 1009."""

    async def scenario():
        async with (
            serve({"$default": ok, "$disconnect": ok}) as api,
            api.connect(compression=compression) as client,
        ):
            await client.send(fragments)
            assert await close_of(client) == (1009, "")
            event = await api.event("DISCONNECT")
            assert event["requestContext"]["disconnectStatusCode"] == 1009

    asyncio.run(scenario())


@pytest.mark.fidelity("4.2", "32,768 and 131,072 bytes are allowed")
@pytest.mark.parametrize(
    ("compression", "count"), [(None, 1), (None, 4), ("deflate", 1), ("deflate", 3)]
)
def test_biggest(serve, ok, compression, count):
    """Frames of 32 KB and messages of 128 KB are allowed."""

    async def scenario():
        async with (
            serve({"$default": ok}) as api,
            api.connect(compression=compression) as client,
        ):
            await client.send(["a" * FRAME] * count)
            assert len((await api.event("MESSAGE"))["body"]) == FRAME * count

    asyncio.run(scenario())


@pytest.mark.fidelity("1.5", "binary message: 1003")
@pytest.mark.fidelity("4.2", "binary: 1003, not delivered")
@pytest.mark.fidelity("9", "16 text frames out, no binary in")
def test_binary_is_refused(serve, ok):
    """A binary message closes with 1003 and reaches no handler."""

    async def scenario():
        async with (
            serve({"$default": ok, "$disconnect": ok}) as api,
            api.connect() as client,
        ):
            await client.send(b"\x00")
            assert await close_of(client) == (1003, "")
            event = await api.events.get()
            assert event["requestContext"]["disconnectStatusCode"] == 1003

    asyncio.run(scenario())


@pytest.mark.fidelity("4.2", "invalid UTF-8: 1007")
def test_invalid_utf8(serve, ok):
    """Text that isn't UTF-8 closes with 1007."""

    async def scenario():
        async with serve({"$default": ok}) as api, api.connect() as client:
            await client.send(b"\xff", text=True)
            assert await close_of(client) == (1007, "")

    asyncio.run(scenario())


@pytest.mark.fidelity("4.3", "pings get pongs")
def test_ping(serve, ok):
    """A ping is answered by a pong."""

    async def scenario():
        async with serve({"$default": ok}) as api, api.connect() as client:
            await (await client.ping())

    asyncio.run(scenario())


@pytest.mark.fidelity(
    "1.5", "close frame without a code: 1005, Client-side close frame status not set"
)
@pytest.mark.fidelity("1.5", "browser leaves: 1001, no reason")
@pytest.mark.fidelity("1.5", "close frame with code and reason: the client's own")
@pytest.mark.fidelity("1.5", "no close frame: 1006")
@pytest.mark.fidelity("1.5", "1006 has no reason")
@pytest.mark.parametrize(
    ("payload", "code", "reason"),
    [
        (b"", 1005, "Client-side close frame status not set"),
        (b"\x03\xe9", 1001, ""),
        (b"\x0f\xa0bye", 4000, "bye"),
        (None, 1006, ""),
    ],
    ids=["no status", "going away", "own code", "no close frame"],
)
def test_disconnect(serve, ok, upgrade_request, masked_frame, payload, code, reason):
    """`$disconnect` tells how the client left."""

    async def scenario():
        async with serve({"$connect": ok, "$disconnect": ok}) as api:
            async with api.raw() as (reader, writer):
                writer.write(upgrade_request(api.host))
                await reader.readuntil(b"\r\n\r\n")
                if payload is not None:
                    writer.write(masked_frame(CLOSE, payload))
                    await reader.read()
            context = (await api.event("DISCONNECT"))["requestContext"]
            assert context["disconnectStatusCode"] == code
            assert context["disconnectReason"] == reason

    asyncio.run(scenario())


def test_reason_of_a_lost_connection(serve, ok, upgrade_request):
    """What AWS says is unknown, so a setting has it."""

    async def scenario():
        settings = Settings(abnormal_reason="lost")
        async with serve({"$disconnect": ok}, settings=settings) as api:
            async with api.raw() as (reader, writer):
                writer.write(upgrade_request(api.host))
                await reader.readuntil(b"\r\n\r\n")
            context = (await api.event("DISCONNECT"))["requestContext"]
            assert context["disconnectReason"] == "lost"

    asyncio.run(scenario())


def test_server_close(serve, ok):
    """At the server's end clients get 1001, and each `$disconnect` runs to its end."""

    async def scenario():
        disconnected = []

        async def disconnect(event):
            await asyncio.sleep(0)
            disconnected.append(event["requestContext"]["disconnectStatusCode"])

        async with (
            serve({"$default": ok, "$disconnect": disconnect}) as api,
            api.connect() as one,
            api.connect() as two,
        ):
            closing = asyncio.ensure_future(api.server.close())
            assert await close_of(one) == (1001, "Going away")
            assert await close_of(two) == (1001, "Going away")
            await closing
            assert disconnected == [1001, 1001]

    asyncio.run(scenario())


def test_configure(serve, ok):
    """Routes change under an open connection."""

    async def scenario():
        async with serve({"old": ok, "new": ok}) as api, api.connect() as client:
            routes = {"$default": Route("new")}
            api.server.configure(ApiConfig("abcd123", "prod", routes))
            await client.send("hello")
            assert (await api.event("MESSAGE"))["body"] == "hello"

    asyncio.run(scenario())
