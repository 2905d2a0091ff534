"""A connection's own promises, on a pair of sockets."""

import asyncio
import socket

from wingws_simulator.core.events import MessageReceived
from wingws_simulator.core.settings import Settings
from wingws_simulator.shell.websocket import WebSocketConnection


def ignore(*_):
    pass


def test_sent_before_the_socket():
    """What is sent while the 101 is under way follows it, in order."""

    async def scenario():
        ours, theirs = socket.socketpair()
        connection = WebSocketConnection("id", ignore, ignore, Settings())
        connection.send(b"early")
        connection.close(1000, "bye")
        loop = asyncio.get_running_loop()
        reader, writer = await asyncio.open_connection(sock=theirs)
        await loop.create_connection(lambda: connection, sock=ours)
        assert await reader.readexactly(7) == b"\x81\x05early"
        assert await reader.readexactly(7) == b"\x88\x05\x03\xe8bye"
        writer.transport.abort()
        await connection.lost

    asyncio.run(scenario())


def test_aborted_before_the_socket():
    """A connection whose handshake was refused is lost without a socket."""

    async def scenario():
        connection = WebSocketConnection("id", ignore, ignore, Settings())
        connection.abort()
        assert connection.lost.done()

    asyncio.run(scenario())


def frame(text, *, first=0x81):
    """Return a client's frame: it is masked."""
    mask, size = b"\x01\x02\x03\x04", len(text)
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(text))
    return bytes([first]) + length + mask + masked


async def received(*chunks):
    """Return the events of what a client sends, as the socket gives it."""
    events = []
    connection = WebSocketConnection(
        "id",
        lambda *message: events.append(MessageReceived(*message)),
        events.append,
        Settings(),
    )
    for chunk in chunks:
        connection.data_received(chunk)
    connection.abort()
    return events[:-1]  # but for the end


def test_messages_however_cut():
    """Messages are the same in one piece, in two wherever cut, and byte by byte."""
    texts = ["hi", "", "ü" * 60, "x" * 300, "bye"]
    frames = [frame(text.encode()) for text in texts]
    stream = b"".join(frames)
    cuts = [(stream[:cut], stream[cut:]) for cut in range(1, len(stream))]

    async def scenario():
        return [
            await received(*chunks)
            for chunks in (frames, [bytes([byte]) for byte in stream], *cuts)
        ]

    expected = [MessageReceived("id", text) for text in texts]
    assert all(events == expected for events in asyncio.run(scenario()))


def test_message_between_fragments():
    """A whole message between fragments of another breaks the protocol."""
    chunks = frame(b"one", first=0x01), frame(b"two"), frame(b"three", first=0x80)
    assert asyncio.run(received(*chunks)) == []


def test_short_message_that_is_no_text():
    """A short message that is not UTF-8 is not delivered, nor is what follows it."""
    assert asyncio.run(received(frame(b"\xff"), frame(b"hi"))) == []
