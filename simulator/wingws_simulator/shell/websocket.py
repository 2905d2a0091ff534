"""One WebSocket: frames of RFC 6455 on its socket, events for the gateway."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import cast

from websockets.datastructures import Headers as HandshakeHeaders
from websockets.extensions.permessage_deflate import enable_server_permessage_deflate
from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Request as HandshakeRequest
from websockets.protocol import State
from websockets.server import ServerProtocol

try:
    from websockets.speedups import apply_mask
except ImportError:  # where the library has no compiled part
    from websockets.utils import apply_mask

from wingws_simulator.core.events import (
    BinaryReceived,
    Closed,
    Event,
    PingReceived,
    WritePaused,
    WriteResumed,
)
from wingws_simulator.core.http_message import Headers, Request
from wingws_simulator.core.settings import Settings

__all__ = ["HandshakeError", "WebSocketConnection"]

logger = logging.getLogger(__name__)

# To ask an enum for a member takes as long as to call a method.
_OPEN = State.OPEN

# A short message in one frame is most of what is sent: its header, by its length.
_SHORT = 126
_WHOLE_TEXT = 0x80 | Opcode.TEXT
_TEXT = [bytes([_WHOLE_TEXT, length]) for length in range(_SHORT)]

_MASKED_HEADER = 6  # bytes before a short frame's payload, when a client sends it


class HandshakeError(Exception):
    """A handshake breaks the rules of RFC 6455; `status` is the answer to it."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.status = status
        self.reason = reason


class _Protocol(ServerProtocol):
    """The library's protocol, which fails connections in AWS's words."""

    failure_reason = ""

    def fail(self, code: CloseCode | int, reason: str = "") -> None:
        super().fail(code, self.failure_reason)


class WebSocketConnection(asyncio.Protocol):
    """
    A connection, from its handshake to the end of its socket.

    What is sent before the socket is here, while the 101 is under way, is kept.

    Args:
        connection_id: Its id.
        receive: Takes its messages.
        emit: Takes what else happens, in order with them.
        settings: Limits and timeouts.

    Attributes:
        lost: Done when the socket has ended.
        received_bytes: Of the payloads of its messages, and so on.
        received_messages: Whole ones.
        sent_bytes: Likewise, to the client.
        sent_messages: Likewise.

    """

    def __init__(
        self,
        connection_id: str,
        receive: Callable[[str, str], None],
        emit: Callable[[Event], None],
        settings: Settings,
    ) -> None:
        self._connection_id = connection_id
        self._receive = receive
        self._emit = emit
        self._settings = settings
        self._protocol = _Protocol(
            state=_OPEN,  # the handshake is the HTTP server's
            extensions=enable_server_permessage_deflate(None),
            max_size=(settings.message_size, settings.frame_size),
            logger=logger,
        )
        self._protocol.failure_reason = settings.failure_reason
        self._transport: asyncio.Transport | None = None
        # Payloads of the message being received.
        self._fragments: list[bytes | bytearray | memoryview] = []
        # False once a frame came in pieces: only the library knows where it ends.
        self._is_between_frames = True
        self._is_flush_due = False
        self._close_noted = False
        self._close_timer: asyncio.TimerHandle | None = None
        self.received_bytes = self.received_messages = 0
        self.sent_bytes = self.sent_messages = 0
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def source_port(self) -> int | None:
        """The client's port, by which it knows itself; None once it is gone."""
        peer = self._transport and self._transport.get_extra_info("peername")
        return int(peer[1]) if peer else None

    # The handshake.

    def negotiate(self, request: Request) -> Headers:
        """
        Check a handshake, and agree on extensions.

        Returns:
            Headers of the 101, without a subprotocol.

        Raises:
            HandshakeError: If the handshake isn't valid.

        """
        handshake = HandshakeRequest(
            request.target, HandshakeHeaders(request.headers), request.method
        )
        response = self._protocol.accept(handshake)
        if response.status_code != 101:
            raise HandshakeError(response.status_code, response.reason_phrase)
        agreed = response.headers
        headers = [
            ("Date", agreed["Date"]),
            ("Connection", "upgrade"),
            ("upgrade", "websocket"),
            ("sec-websocket-accept", agreed["Sec-WebSocket-Accept"]),
        ]
        if "Sec-WebSocket-Extensions" in agreed:
            extensions = agreed["Sec-WebSocket-Extensions"]
            headers.append(("sec-websocket-extensions", extensions))
        return tuple(headers)

    # What the gateway wants.

    def send(self, data: bytes) -> bool:
        """Send a text message, in frames of at most the allowed size.

        Returns:
            False if the connection is closing, and so sends no more.

        """
        protocol, transport = self._protocol, self._transport
        if protocol.state is not _OPEN:
            return False
        self.sent_messages += 1
        self.sent_bytes += len(data)
        is_short = len(data) < _SHORT and not protocol.extensions
        if is_short and transport is not None and not protocol.writes:
            transport.write(_TEXT[len(data)] + data)
        else:
            self._send_long(data)
            self._flush()
        return True

    def _send_long(self, data: bytes) -> None:
        size = self._settings.frame_size
        self._protocol.send_text(data[:size], fin=len(data) <= size)
        for start in range(size, len(data), size):
            is_last = start + size >= len(data)
            self._protocol.send_continuation(data[start : start + size], fin=is_last)

    def close(self, code: int, reason: str) -> None:
        """Send a close frame; the client has a while to answer it."""
        if self._protocol.state is not _OPEN:
            return
        self._protocol.send_close(code, reason)
        self._flush()
        if self._transport is not None:
            self._transport.resume_reading()  # or its answer would not be seen

    def abort(self) -> None:
        """End the socket now."""
        if self._transport is None:
            self.connection_lost(None)
        else:
            self._transport.abort()

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start on a socket on which the 101 has been written."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=self._settings.write_buffer_size)
        self._flush()

    def data_received(self, data: bytes) -> None:
        """Take in bytes of the client."""
        protocol = self._protocol
        if self._is_between_frames:
            length = len(data) - _MASKED_HEADER
            if (
                0 <= length < _SHORT
                and data[0] == _WHOLE_TEXT
                and data[1] == 0x80 | length
                and protocol.current_size is None
                and protocol.state is _OPEN
            ):
                payload = data[_MASKED_HEADER:]
                self._take_message(apply_mask(payload, data[2:_MASKED_HEADER]))
                return
            self._is_between_frames = _ends_with_frame(data)
        protocol.receive_data(data)
        for event in self._protocol.events_received():
            self._take(cast(Frame, event))
        if self._protocol.state is not _OPEN:
            self._note_close()
        if self._protocol.writes:
            self._flush()

    def eof_received(self) -> None:
        """Take in the end of the client's bytes."""
        self._protocol.receive_eof()
        self._note_close()
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        """Take in the end of the socket."""
        self._protocol.receive_eof()
        self._note_close()
        if self._close_timer is not None:
            self._close_timer.cancel()
        if not self.lost.done():
            self.lost.set_result(None)

    def pause_writing(self) -> None:
        """Stop listening to a client that does not listen."""
        assert self._transport is not None
        self._transport.pause_reading()
        self._emit(WritePaused(self._connection_id))

    def resume_writing(self) -> None:
        """Go on with a client that has caught up."""
        assert self._transport is not None
        self._transport.resume_reading()
        self._emit(WriteResumed(self._connection_id))

    # Frames.

    def _take(self, frame: Frame) -> None:
        match frame.opcode:
            case Opcode.TEXT | Opcode.CONT:
                if frame.data:  # or endless empty ones would fill the memory
                    self._fragments.append(frame.data)
                if frame.fin:
                    payload = b"".join(self._fragments)
                    self._fragments.clear()
                    self._take_message(payload)
            case Opcode.BINARY:
                self._emit(BinaryReceived(self._connection_id))
            case Opcode.PING:
                self._emit(PingReceived(self._connection_id))

    def _take_message(self, payload: bytes) -> None:
        try:
            text = payload.decode()
        except UnicodeDecodeError:
            self._protocol.fail(CloseCode.INVALID_DATA)
            self._note_close()  # now, lest the messages behind it be delivered
            self._flush_soon()
        else:
            self.received_messages += 1
            self.received_bytes += len(payload)
            self._receive(self._connection_id, text)

    def _note_close(self) -> None:
        """Tell the gateway, once, that and why the connection ends."""
        if self._close_noted or self._protocol.state is _OPEN:
            return
        self._close_noted = True
        received, sent = self._protocol.close_rcvd, self._protocol.close_sent
        close = received or sent
        code = CloseCode.ABNORMAL_CLOSURE if close is None else close.code
        reason = "" if close is None else close.reason
        is_failure = sent is not None and received is None
        self._emit(Closed(self._connection_id, int(code), reason, is_failure))

    def _flush_soon(self) -> None:
        """Write what is sent in this turn of the event loop together, at its end."""
        if not self._is_flush_due:
            self._is_flush_due = True
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        self._is_flush_due = False
        if self._transport is None or self._transport.is_closing():
            return
        writes = self._protocol.data_to_send()
        if writes:
            self._transport.write(b"".join(writes))
            if not writes[-1]:  # the library's sign for the end of the stream
                self._end_stream()
        if self._protocol.close_expected() and self._close_timer is None:
            self._close_timer = asyncio.get_running_loop().call_later(
                self._settings.close_timeout, self._transport.abort
            )

    def _end_stream(self) -> None:
        assert self._transport is not None
        if self._transport.can_write_eof():
            self._transport.write_eof()
        else:  # TLS has no half to keep open
            self._transport.close()


def _ends_with_frame(data: bytes) -> bool:
    """Tell whether bytes that begin with a client's frame also end with one."""
    position, size = 0, len(data)
    while position + 2 <= size:
        length = data[position + 1] & 0x7F
        extended = {126: 2, 127: 8}.get(length, 0)
        start = position + 2
        if extended:
            length = int.from_bytes(data[start : start + extended], "big")
        position = start + extended + 4 + length
    return position == size
