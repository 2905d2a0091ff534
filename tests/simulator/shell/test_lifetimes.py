"""How long connections live, on a clock of the test's; and how they end."""

import asyncio
import time

import pytest
from websockets.exceptions import ConnectionClosed
from wingws_simulator.core.settings import Settings
from wingws_simulator.shell.clock import Clock


async def close_of(client):
    """Return the code and reason of the close frame that the client gets."""
    with pytest.raises(ConnectionClosed) as caught:
        await client.recv()
    received = caught.value.rcvd
    return received.code, received.reason


async def end_of(api):
    """Return the code and reason that `$disconnect` gets."""
    context = (await api.event("DISCONNECT"))["requestContext"]
    return context["disconnectStatusCode"], context["disconnectReason"]


@pytest.mark.fidelity("1.5", "idle: 1001, Going away")
@pytest.mark.fidelity("4.1", "idle: 10 minutes")
@pytest.mark.fidelity("4.3", "idle and two hours: close frame 1001, Going away")
@pytest.mark.fidelity("9", "17 limits of size and of time are enforced")
def test_idle(serve, echo, ok, clock):
    """A connection without a message for ten minutes closes: 1001, Going away."""

    async def scenario():
        async with (
            serve(
                {"$default": echo, "$disconnect": ok},
                replies={"$default"},
                clock=clock,
            ) as api,
            api.connect() as client,
        ):
            clock.advance(599)
            await client.send("still here")
            assert await client.recv() == "still here"
            clock.advance(599)
            assert api.events.qsize() == 1
            clock.advance(1)
            assert await close_of(client) == (1001, "Going away")
            assert await end_of(api) == (1001, "Going away")

    asyncio.run(scenario())


@pytest.mark.fidelity("4.3", "messages in either direction put idleness off")
def test_posts_keep_alive(serve, ok, clock):
    """What is posted to a client keeps its connection alive too."""

    async def scenario():
        async with (
            serve({"$connect": ok, "$disconnect": ok}, clock=clock) as api,
            api.connect() as client,
        ):
            id_, post = await api.connection_id(), api.client().post_to_connection
            for _ in range(3):
                clock.advance(400)
                await asyncio.to_thread(post, ConnectionId=id_, Data=b"hi")
                assert await client.recv() == "hi"
            clock.advance(600)
            assert await end_of(api) == (1001, "Going away")

    asyncio.run(scenario())


@pytest.mark.fidelity("4.3", "pings do not put idleness off")
def test_pings_do_not_keep_alive(serve, ok, clock):
    """A ping is answered but is no message."""

    async def scenario():
        async with (
            serve({"$disconnect": ok}, clock=clock) as api,
            api.connect() as client,
        ):
            clock.advance(400)
            await (await client.ping())
            clock.advance(200)
            assert await end_of(api) == (1001, "Going away")

    asyncio.run(scenario())


@pytest.mark.fidelity("1.5", "two hours: 1001, Going away")
@pytest.mark.fidelity("4.1", "connection: 2 hours")
@pytest.mark.fidelity("4.3", "idle and two hours: close frame 1001, Going away")
def test_duration(serve, echo, ok, clock):
    """A connection of two hours closes however busy: 1001, Going away."""

    async def scenario():
        async with (
            serve(
                {"$default": echo, "$disconnect": ok},
                replies={"$default"},
                clock=clock,
            ) as api,
            api.connect() as client,
        ):
            for _ in range(14):
                clock.advance(500)
                await client.send("busy")
                assert await client.recv() == "busy"
            clock.advance(200)
            assert await close_of(client) == (1001, "Going away")
            assert await end_of(api) == (1001, "Going away")

    asyncio.run(scenario())


@pytest.mark.fidelity("4.3", "the gateway sends no pings")
def test_no_pings(serve, ok, clock, upgrade_request):
    """In ten minutes of silence the client gets nothing but the close frame."""

    async def scenario():
        async with (
            serve({"$connect": ok}, clock=clock) as api,
            api.raw() as (reader, writer),
        ):
            writer.write(upgrade_request(api.host))
            await reader.readuntil(b"\r\n\r\n")
            clock.advance(600)
            assert await reader.readexactly(14) == b"\x88\x0c\x03\xe9Going away"

    asyncio.run(scenario())


@pytest.mark.fidelity("4.3", "vanished clients stay unnoticed")
def test_vanished_client(serve, ok, clock, upgrade_request):
    """Nobody notices a client that has fallen silent; what is posted to it is 200."""

    async def scenario():
        async with (
            serve({"$connect": ok, "$disconnect": ok}, clock=clock) as api,
            api.raw() as (reader, writer),
        ):
            writer.write(upgrade_request(api.host))
            await reader.readuntil(b"\r\n\r\n")
            writer.transport.pause_reading()
            id_, post = await api.connection_id(), api.client().post_to_connection
            clock.advance(590)
            await asyncio.to_thread(post, ConnectionId=id_, Data=b"hi")
            assert api.events.empty()
            clock.advance(600)
            assert await end_of(api) == (1001, "Going away")

    asyncio.run(scenario())


@pytest.mark.parametrize("limit", ["idle_timeout", "connection_timeout"])
def test_time_scale(serve, ok, limit):
    """On a clock a thousand times as fast, a minute is over in an instant."""

    async def scenario():
        settings = Settings(**{limit: 60.0})
        async with (
            serve(
                {"$connect": ok}, settings=settings, clock=Clock(time_scale=1000)
            ) as api,
            api.connect() as client,
        ):
            assert await close_of(client) == (1001, "Going away")

    started_at = time.monotonic()
    asyncio.run(scenario())
    assert time.monotonic() - started_at < 10


def test_time_scale_spares_handlers(serve):
    """Handlers take real time, so their timeout is in real seconds."""

    async def scenario():
        async def slow(event):
            # An hour of the fast clock; the integration timeout is half a minute.
            await asyncio.to_thread(time.sleep, 0.01)
            return {"statusCode": 200}

        async with (
            serve({"$connect": slow}, clock=Clock(time_scale=100_000)) as api,
            api.connect() as client,
        ):
            assert client.response.status_code == 101

    asyncio.run(scenario())


def test_disconnect_once_at_shutdown(serve, ok):
    """Who leaves while the server closes gets its `$disconnect` once."""

    async def scenario():
        async with (
            serve({"$connect": ok, "$disconnect": ok}) as api,
            api.connect() as one,
            api.connect() as two,
        ):
            leaving = asyncio.ensure_future(one.close())
            await asyncio.gather(api.server.close(), leaving)
            await two.wait_closed()
            await api.server.close()
        events = [api.events.get_nowait() for _ in range(api.events.qsize())]
        return [
            event["requestContext"]["connectionId"]
            for event in events
            if event["requestContext"]["eventType"] == "DISCONNECT"
        ]

    ids = asyncio.run(scenario())
    assert len(ids) == len(set(ids)) == 2
