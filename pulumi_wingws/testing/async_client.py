"""The client of an API for async tests: as `client.py`, with awaits."""

# ruff: noqa: ASYNC109 - a timeout is an argument, as the other client has it
import asyncio
from asyncio import to_thread
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from ..errors import SimulatorError
from .arguments import check_close, check_seconds, to_frame
from .errors import ExpectationFailed
from .wire import Close, Wire

__all__ = ["AsyncClient"]

__tracebackhide__ = True  # pytest then shows the test's own line

_TIMEOUT = 5.0


class AsyncClient:
    """One open connection; an async context manager that closes it.

    When its block has ended, so have ``$disconnect`` and all that it began.

    Attributes:
        connection_id: the id that handlers see.
        subprotocol: which was agreed upon, None without.
    """

    def __init__(
        self, socket: ClientConnection, wire: Wire, settle: Callable[[], None]
    ) -> None:
        self._socket = socket
        self._wire = wire
        self._settle = settle

    @property
    def connection_id(self) -> str:
        """The id that handlers see."""
        return self._wire.connection_id

    @property
    def subprotocol(self) -> str | None:
        """Which was agreed upon."""
        return self._socket.subprotocol

    async def send(self, message: object) -> None:
        """Send a message.

        Args:
            message: a str; bytes, which are a binary frame; or what JSON can carry.

        Raises:
            ExpectationFailed: the connection has ended.
            TypeError, ValueError: it is nothing of these.
        """
        data = to_frame(message)
        try:
            await self._socket.send(data)
        except ConnectionClosed as exc:
            raise self._wire.ended(exc, f"{data!r} cannot be sent") from None
        self._wire.sent(data)
        await self._confirm()

    async def receive(self, timeout: float = _TIMEOUT) -> str:
        """Return the next message.

        Args:
            timeout: how many seconds to wait for it.

        Raises:
            ExpectationFailed: none came; it says what did, and what handlers did.
        """
        limit = check_seconds("timeout", timeout)
        try:
            async with asyncio.timeout(limit):
                message = await self._socket.recv(decode=True)
        except TimeoutError:
            raise self._wire.nothing("message", timeout) from None
        except ConnectionClosed as exc:
            raise self._wire.ended(exc, "no message came") from None
        self._wire.received(message)
        return message

    async def receive_json(self, timeout: float = _TIMEOUT) -> Any:
        """Return the value of the next message, which has to be JSON."""
        return self._wire.parsed(await self.receive(timeout))

    async def expect_nothing(self) -> None:
        """Wait until all handlers have ended, and see that no message is there.

        Raises:
            ExpectationFailed: there is one, or no connection any more.
        """
        await to_thread(self._settle)
        await self._confirm()
        try:
            async with asyncio.timeout(0):
                message = await self._socket.recv(decode=True)
        except TimeoutError:
            return
        except ConnectionClosed as exc:
            raise self._wire.ended(exc, "expected no message") from None
        raise self._wire.unexpected("no message", message)

    async def expect_close(
        self, code: int | None = None, timeout: float = _TIMEOUT
    ) -> Close:
        """Wait until the server has closed the connection.

        Args:
            code: the close code that it has to have, if that matters.
            timeout: how many seconds to wait for it.

        Raises:
            ExpectationFailed: it goes on, has another code, or a message comes first.
        """
        limit = check_seconds("timeout", timeout)
        try:
            async with asyncio.timeout(limit):
                message = await self._socket.recv(decode=True)
        except TimeoutError:
            raise self._wire.nothing("close", timeout) from None
        except ConnectionClosed as exc:
            return self._wire.note_end(exc, code)
        raise self._wire.unexpected("a close", message)

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Close the connection, and wait until ``$disconnect`` has run.

        Args:
            code: of RFC 6455, one that a client may send.
            reason: the text that goes with it, of 123 bytes at most.

        Raises:
            TypeError, ValueError: these cannot be sent.
        """
        check_close(code, reason)
        await self._socket.close(code, reason)
        self._wire.closed(Close(code, reason))
        await to_thread(self._settle)

    async def __aenter__(self) -> "AsyncClient":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            await self.close()
        except (ExpectationFailed, SimulatorError):
            if exc is None:  # else that says more
                raise

    async def _confirm(self) -> None:
        """Wait until the simulator has read all that was sent, and begun with it."""
        with suppress(ConnectionClosed, TimeoutError):
            async with asyncio.timeout(_TIMEOUT):
                await (await self._socket.ping())
