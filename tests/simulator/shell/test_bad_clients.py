"""One bad client never hurts the others."""

import asyncio
import contextlib
import random

import pytest
from wingws_simulator.core.settings import Settings

SETTINGS = Settings(request_timeout=0.05, close_timeout=0.05, grace_period=0.05)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"\x00\xff\r\n\r\n", 400),
        (b"GET /prod HTTP/1.1\r\n\r\n", 400),
        (b"GET /prod HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET /" + b"a" * 20_000, 431),
    ],
    ids=["tls", "binary", "no host", "two hosts", "endless"],
)
def test_garbage(serve, ok, data, status):
    """Bytes that are no HTTP are answered and hung up on."""

    async def scenario():
        async with serve({"$connect": ok}) as api, api.raw() as (reader, writer):
            writer.write(data)
            answer = await reader.read()  # to the end: the server hangs up
            assert int(answer.split()[1]) == status

    asyncio.run(scenario())


@pytest.mark.parametrize("data", [b"", b"GET /prod HTTP/1.1\r\nHost:"])
def test_half_open(serve, ok, data):
    """A client that never finishes its request is hung up on."""

    async def scenario():
        async with (
            serve({"$connect": ok}, settings=SETTINGS) as api,
            api.raw() as (reader, writer),
        ):
            writer.write(data)
            with contextlib.suppress(ConnectionResetError):
                assert await reader.read() == b""

    asyncio.run(scenario())


def test_close_frame_unanswered(serve, ok, upgrade_request):
    """A client that ignores a close frame is hung up on."""

    async def scenario():
        settings = Settings(idle_timeout=0.05, close_timeout=0.05)
        async with (
            serve({"$connect": ok}, settings=settings) as api,
            api.raw() as (reader, writer),
        ):
            writer.write(upgrade_request(api.host))
            await reader.readuntil(b"\r\n\r\n")
            assert await reader.readexactly(14) == b"\x88\x0c\x03\xe9Going away"
            with contextlib.suppress(ConnectionResetError):
                assert await reader.read() == b""

    asyncio.run(scenario())


@pytest.mark.fidelity("4.2", "protocol error: 1002")
@pytest.mark.parametrize("reason", ["", "why"])
def test_unmasked_frame(serve, ok, upgrade_request, reason):
    """A frame that breaks RFC 6455 closes with 1002, and says no more by default."""

    async def scenario():
        async with (
            serve(
                {"$connect": ok, "$disconnect": ok},
                settings=Settings(failure_reason=reason),
            ) as api,
            api.raw() as (reader, writer),
        ):
            writer.write(upgrade_request(api.host) + b"\x81\x02hi")
            await reader.readuntil(b"\r\n\r\n")
            close_frame = bytes([0x88, 2 + len(reason)]) + b"\x03\xea"
            assert await reader.read() == close_frame + reason.encode()
            context = (await api.event("DISCONNECT"))["requestContext"]
            assert context["disconnectStatusCode"] == 1002
            assert context["disconnectReason"] == reason

    asyncio.run(scenario())


@pytest.mark.parametrize("opcode", [1, 2])
def test_message_and_close_at_once(serve, ok, upgrade_request, masked_frame, opcode):
    """A client that sends a message and leaves at once gets its close frame alone."""

    async def scenario():
        async with (
            serve({"$connect": ok}) as api,
            api.raw() as (reader, writer),
        ):
            frames = masked_frame(opcode, b"hello") + masked_frame(8, b"\x03\xe8")
            writer.write(upgrade_request(api.host) + frames)
            await reader.readuntil(b"\r\n\r\n")
            assert await reader.read() == b"\x88\x02\x03\xe8"

    asyncio.run(scenario())


def test_endless_fragments(serve, echo, upgrade_request, masked_frame):
    """A message of many fragments without content takes no memory."""

    async def scenario():
        async with (
            serve({"$default": echo}, replies={"$default"}) as api,
            api.raw() as (reader, writer),
        ):
            empty = masked_frame(0, b"", fin=False) * 10_000
            writer.write(upgrade_request(api.host) + masked_frame(1, b"a", fin=False))
            writer.write(empty + masked_frame(9, b""))
            await reader.readuntil(b"\r\n\r\n")
            assert await reader.readexactly(2) == b"\x8a\x00"  # all have arrived
            (connection,) = api.server._connections.values()
            assert len(connection._fragments) == 1
            writer.write(masked_frame(0, b"b"))
            assert await reader.readexactly(4) == b"\x81\x02ab"

    asyncio.run(scenario())


def test_invalid_text_hides_what_follows(serve, ok, upgrade_request, masked_frame):
    """Nothing behind invalid text is delivered, even if it came along."""

    async def scenario():
        async with (
            serve({"$default": ok, "$disconnect": ok}) as api,
            api.raw() as (reader, writer),
        ):
            frames = masked_frame(1, b"\xff") + masked_frame(1, b"hello")
            writer.write(upgrade_request(api.host) + frames)
            await reader.readuntil(b"\r\n\r\n")
            assert await reader.read() == b"\x88\x02\x03\xef"
            context = (await api.events.get())["requestContext"]
            assert context["disconnectStatusCode"] == 1007

    asyncio.run(scenario())


def test_server_closes_in_spite_of_them(serve, ok, upgrade_request):
    """The server ends within the grace period, whoever doesn't: client or handler."""

    async def scenario():
        hung = asyncio.Event()

        async def hang(event):
            hung.set()
            await asyncio.Event().wait()

        async with (
            serve({"$default": hang}, settings=SETTINGS) as api,
            api.raw() as (reader, writer),
            api.connect() as client,
        ):
            writer.write(upgrade_request(api.host))
            await reader.readuntil(b"\r\n\r\n")
            await client.send("hello")
            await hung.wait()
            await api.server.close()

    asyncio.run(scenario())


def test_good_clients_go_on(serve, echo, upgrade_request):
    """While others send noise, a good client is served."""

    async def scenario():
        noise = random.Random(1)
        async with (
            serve({"$default": echo}, replies={"$default"}) as api,
            api.connect() as client,
        ):
            for round_ in range(20):
                async with api.raw() as (_, writer):
                    head = upgrade_request(api.host) if round_ % 2 else b""
                    writer.write(head + noise.randbytes(1000))
                    await writer.drain()
                    await client.send(str(round_))
                    assert await client.recv() == str(round_)

    asyncio.run(scenario())
