"""A listening socket that answers in TLS or in clear, as its clients begin."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Callable

__all__ = ["Listener"]

logger = logging.getLogger(__name__)

# A crowd may arrive at once; whom the kernel turns away tries again a second later.
_BACKLOG = 1024

# The type of the record that a TLS client sends first; no HTTP request begins so.
_HANDSHAKE = b"\x16"

# How long to leave clients waiting when there is no descriptor for another one.
_RECOVERY = 1.0


class Listener:
    """
    Accepts clients and gives each a protocol, over TLS if that is what it speaks.

    asyncio's own server would speak TLS to all of them or to none.

    Args:
        sock: A bound socket, owned from now on.
        protocol: Makes the protocol of a client that has sent its first byte.
        tls: What to answer TLS with; None leaves it to the protocol to wonder.
        patience: How long a client may take to its first byte, and through a TLS
            handshake, in seconds.

    """

    def __init__(
        self,
        sock: socket.socket,
        protocol: Callable[[], asyncio.Protocol],
        *,
        tls: ssl.SSLContext | None,
        patience: float,
    ) -> None:
        self._sock = sock
        self._protocol = protocol
        self._tls = tls
        self._patience = patience
        self._arrivals: set[asyncio.Task[None]] = set()
        self._recovery: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Start to accept."""
        self._sock.listen(_BACKLOG)
        self._sock.setblocking(False)
        self._resume()

    async def close(self) -> None:
        """Accept nobody any more, and drop who has not got a protocol yet."""
        if self._recovery is not None:
            self._recovery.cancel()
        if self._sock.fileno() >= 0:  # not the second time
            asyncio.get_running_loop().remove_reader(self._sock)
            self._sock.close()
        for arrival in self._arrivals:
            arrival.cancel()
        await asyncio.gather(*self._arrivals, return_exceptions=True)

    def _resume(self) -> None:
        asyncio.get_running_loop().add_reader(self._sock, self._accept)

    def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(_BACKLOG):
            try:
                client, _address = self._sock.accept()
            except (BlockingIOError, ConnectionAbortedError):
                return
            except OSError as exc:  # out of descriptors, or of memory
                logger.warning("nobody can be accepted for a while: %s", exc)
                loop.remove_reader(self._sock)
                self._recovery = loop.call_later(_RECOVERY, self._resume)
                return
            client.setblocking(False)
            arrival = loop.create_task(self._welcome(client))
            self._arrivals.add(arrival)
            arrival.add_done_callback(self._arrivals.discard)

    async def _welcome(self, client: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._patience):
                tls = self._tls if await _first_byte(client) == _HANDSHAKE else None
                await loop.connect_accepted_socket(self._protocol, client, ssl=tls)
        except OSError:  # it left, took too long, or trusts us not
            client.close()
        except BaseException:
            client.close()
            raise


async def _first_byte(client: socket.socket) -> bytes:
    """Return the first byte, which stays to be read; nothing if there is none."""
    with contextlib.suppress(BlockingIOError):
        return client.recv(1, socket.MSG_PEEK)
    loop = asyncio.get_running_loop()
    arrived = asyncio.Event()
    loop.add_reader(client, arrived.set)
    try:
        await arrived.wait()
    finally:
        loop.remove_reader(client)
    return client.recv(1, socket.MSG_PEEK)
