"""A connection's own promises, on a pair of sockets."""

import asyncio
import socket

from wingws_simulator.core.settings import Settings
from wingws_simulator.shell.websocket import WebSocketConnection


def test_sent_before_the_socket():
    """What is sent while the 101 is under way follows it, in order."""

    async def scenario():
        ours, theirs = socket.socketpair()
        connection = WebSocketConnection("id", lambda event: None, Settings())
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
        connection = WebSocketConnection("id", lambda event: None, Settings())
        connection.abort()
        assert connection.lost.done()

    asyncio.run(scenario())
