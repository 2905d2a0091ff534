"""A client of an API, for tests that wait for what comes."""

from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from ..errors import SimulatorError
from .arguments import check_close, check_seconds, to_frame
from .errors import ExpectationFailed
from .wire import Close, Wire

__all__ = ["Client"]

__tracebackhide__ = True  # pytest then shows the test's own line

_TIMEOUT = 5.0


class Client:
    """One open connection; a context manager that closes it.

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

    def send(self, message: object) -> None:
        """Send a message.

        Args:
            message: a str; bytes, which are a binary frame; or what JSON can carry.

        Raises:
            ExpectationFailed: the connection has ended.
            TypeError, ValueError: it is nothing of these.
        """
        data = to_frame(message)
        try:
            self._socket.send(data)
        except ConnectionClosed as exc:
            raise self._wire.ended(exc, f"{data!r} cannot be sent") from None
        self._wire.sent(data)
        self._confirm()

    def receive(self, timeout: float = _TIMEOUT) -> str:
        """Return the next message.

        Args:
            timeout: how many seconds to wait for it.

        Raises:
            ExpectationFailed: none came; it says what did, and what handlers did.
        """
        limit = check_seconds("timeout", timeout)
        try:
            message = self._socket.recv(timeout=limit, decode=True)
        except TimeoutError:
            raise self._wire.nothing("message", timeout) from None
        except ConnectionClosed as exc:
            raise self._wire.ended(exc, "no message came") from None
        self._wire.received(message)
        return message

    def receive_json(self, timeout: float = _TIMEOUT) -> Any:
        """Return the value of the next message, which has to be JSON."""
        return self._wire.parsed(self.receive(timeout))

    def expect_nothing(self) -> None:
        """Wait until all handlers have ended, and see that no message is there.

        Raises:
            ExpectationFailed: there is one, or no connection any more.
        """
        self._settle()
        self._confirm()
        try:
            message = self._socket.recv(timeout=0, decode=True)
        except TimeoutError:
            return
        except ConnectionClosed as exc:
            raise self._wire.ended(exc, "expected no message") from None
        raise self._wire.unexpected("no message", message)

    def expect_close(self, code: int | None = None, timeout: float = _TIMEOUT) -> Close:
        """Wait until the server has closed the connection.

        Args:
            code: the close code that it has to have, if that matters.
            timeout: how many seconds to wait for it.

        Raises:
            ExpectationFailed: it goes on, has another code, or a message comes first.
        """
        limit = check_seconds("timeout", timeout)
        try:
            message = self._socket.recv(timeout=limit, decode=True)
        except TimeoutError:
            raise self._wire.nothing("close", timeout) from None
        except ConnectionClosed as exc:
            return self._wire.note_end(exc, code)
        raise self._wire.unexpected("a close", message)

    def close(self, code: int = 1000, reason: str = "") -> None:
        """Close the connection, and wait until ``$disconnect`` has run.

        Args:
            code: of RFC 6455, one that a client may send.
            reason: the text that goes with it, of 123 bytes at most.

        Raises:
            TypeError, ValueError: these cannot be sent.
        """
        check_close(code, reason)
        self._socket.close(code, reason)
        self._wire.closed(Close(code, reason))
        self._settle()

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self.close()
        except (ExpectationFailed, SimulatorError):
            if exc is None:  # else that says more
                raise

    def _confirm(self) -> None:
        """Wait until the simulator has read all that was sent, and begun with it."""
        with suppress(ConnectionClosed):
            self._socket.ping(ack_on_close=True).wait(_TIMEOUT)

    def _abandon(self) -> None:
        """End the connection, whatever comes of it."""
        self._socket.close_socket()
