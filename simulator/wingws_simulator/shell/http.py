"""
A small HTTP/1.1 server: whole requests in, responses out, sockets that switch.

It carries the `@connections` API, the tables, the admin API and the handshakes of
WebSockets. Responses are whole, or come in chunks for as long as the client stays,
each when it has taken the one before. A client that sends nonsense, too much or nothing
loses its connection; nobody else notices.

"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from typing import cast

import h11

from wingws_simulator.core.http_message import Headers, Request, Response
from wingws_simulator.core.loopback import is_loopback
from wingws_simulator.core.responses import http_error_response
from wingws_simulator.core.settings import Settings

from .listener import Listener

__all__ = ["Handler", "HttpServer", "Request", "Response", "Stream", "Upgrade"]

logger = logging.getLogger(__name__)

_BODILESS = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


@dataclass(frozen=True)
class Upgrade:
    """Answer 101 and hand the socket, with what it has sent so far, to a protocol."""

    headers: Headers
    protocol: asyncio.Protocol


@dataclass(frozen=True)
class Stream:
    """Answer 200, and then what comes, chunk by chunk, until the client leaves."""

    headers: Headers
    chunks: AsyncGenerator[bytes]


Answer = Response | Upgrade | Stream
Handler = Callable[[Request], Response | Awaitable[Answer]]
"""Answers a request: at once, for which no task is made, or later."""


class HttpServer:
    """
    A listening socket and the connections that came from it.

    Args:
        handler: Answers requests, concurrently; what it raises becomes a 500.
        settings: Limits and timeouts.
        is_allowed_host: Tells whether a request with this Host may reach the handler;
            by default if it names this machine.
        tls: What clients that speak TLS are answered with; by default nobody is.

    """

    def __init__(
        self,
        handler: Handler,
        settings: Settings | None = None,
        *,
        is_allowed_host: Callable[[str | None], bool] = is_loopback,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.handler = handler
        self.settings = settings or Settings()
        self.is_allowed_host = is_allowed_host
        self.connections: set[_Connection] = set()
        self._tls = tls
        self._listener: Listener | None = None

    async def start(self, listener: socket.socket) -> None:
        """Serve on a bound socket, and own it from now on."""
        self._listener = Listener(
            listener,
            lambda: _Connection(self),
            tls=self._tls,
            patience=self.settings.request_timeout,
        )
        self._listener.start()

    async def close(self) -> None:
        """Stop listening, cancel what runs and drop all connections."""
        if self._listener is None:
            return
        await self._listener.close()
        tasks = [task for conn in tuple(self.connections) if (task := conn.drop())]
        await asyncio.gather(*tasks, return_exceptions=True)


class _Connection(asyncio.Protocol):
    """One client: its requests are answered one after the other."""

    _transport: asyncio.Transport

    def __init__(self, server: HttpServer) -> None:
        self._server = server
        self._settings = server.settings
        self._http = h11.Connection(
            h11.SERVER, max_incomplete_event_size=self._settings.head_size
        )
        # The request being read, or answered.
        self._request = Request("", "")
        self._body = bytearray()
        # The handler's task while there is one; nothing is read meanwhile.
        self._task: asyncio.Task[None] | None = None
        # Drops the client if no complete request comes in time.
        self._deadline: asyncio.TimerHandle | None = None
        self._lost = False
        # While the client does not read its answers, it gets no more of them.
        self._has_room = asyncio.Event()
        self._has_room.set()
        self._is_streaming = False

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._server.connections.add(self)
        self._expect_request(self._settings.request_timeout)

    def data_received(self, data: bytes) -> None:
        if self._is_streaming:  # it has nothing more to say, or leaves
            self._transport.close()
            return
        self._http.receive_data(data)
        if self._task is None:
            self._read()

    def eof_received(self) -> bool:
        self.data_received(b"")
        # Keep the other half open for the answer; TLS has no halves.
        return self._task is not None and self._transport.can_write_eof()

    def pause_writing(self) -> None:
        self._has_room.clear()

    def resume_writing(self) -> None:
        self._has_room.set()
        if self._task is None and not self._transport.is_closing():
            self._go_on()

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost = True
        self._stop_waiting()
        self._server.connections.discard(self)
        if self._is_streaming and self._task is not None:
            self._task.cancel()

    def drop(self) -> asyncio.Task[None] | None:
        """Close at once; return the handler's task, cancelled, if there is one."""
        self._transport.abort()
        if self._task is not None:
            self._task.cancel()
        return self._task

    # Reading a request.

    def _expect_request(self, timeout: float) -> None:
        loop = asyncio.get_running_loop()
        self._deadline = loop.call_later(timeout, self._transport.abort)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()

    def _read(self) -> None:
        try:
            while self._take(self._http.next_event()):
                pass
        except h11.RemoteProtocolError as exc:
            status = HTTPStatus(exc.error_status_hint)
            self._refuse(status, "BadRequestException", status.phrase)

    def _take(self, event: object) -> bool:
        """Process an event of h11's; return whether to go on to the next."""
        match event:
            case h11.Request():
                return self._take_head(event)
            case h11.Data():
                self._body += event.data
                if len(self._body) <= self._settings.body_size:
                    return True
                message = f"at most {self._settings.body_size} bytes"
                return self._refuse(413, "PayloadTooLargeException", message)
            case h11.EndOfMessage():
                return self._answer()
            case h11.ConnectionClosed():
                self._transport.close()
        return False

    def _take_head(self, head: h11.Request) -> bool:
        self._request = self._to_request(head)
        self._body = bytearray()
        if not self._server.is_allowed_host(self._request.header("Host")):
            return self._refuse(403, "ForbiddenException", "Forbidden")
        if self._http.they_are_waiting_for_100_continue:
            go_on = h11.InformationalResponse(status_code=100, headers=[])
            self._transport.write(self._http.send(go_on) or b"")
        return True

    def _to_request(self, head: h11.Request) -> Request:
        # There is no peer any more if it was gone before it was accepted.
        peer = self._transport.get_extra_info("peername") or ("",)
        return Request(
            method=head.method.decode("ascii"),
            target=head.target.decode("ascii"),
            headers=tuple(
                (name.decode("ascii"), value.decode("latin-1"))
                for name, value in head.headers.raw_items()
            ),
            source_ip=peer[0],
            scheme="https" if self._transport.get_extra_info("sslcontext") else "http",
        )

    # Answering it.

    def _answer(self) -> bool:
        """Answer a request, now or when there is an answer; return whether to go on."""
        self._stop_waiting()
        request = self._request._replace(body=bytes(self._body))
        try:
            answer = self._server.handler(request)
        except Exception as exc:
            answer = _failure(request, exc)
        if isinstance(answer, Response):
            self._write(answer)
            may_go_on = self._begin_next()
            if not may_go_on and not self._transport.is_closing():
                self._transport.pause_reading()
            return may_go_on
        self._transport.pause_reading()
        self._task = asyncio.get_running_loop().create_task(self._run(request, answer))
        return False

    async def _run(self, request: Request, answering: Awaitable[Answer]) -> None:
        try:
            answer = await answering
        except Exception as exc:
            answer = _failure(request, exc)
        if isinstance(answer, Upgrade):
            self._switch(answer)
        elif isinstance(answer, Stream):
            try:
                await self._pour(answer)
            except Exception:
                logger.exception("%s %s ended", request.method, request.path)
                self._transport.abort()
        elif not self._lost:
            self._write(answer)
            if self._begin_next():
                self._go_on()

    def _switch(self, upgrade: Upgrade) -> None:
        self._server.connections.discard(self)
        if self._lost:  # during the handler
            upgrade.protocol.connection_lost(None)
            return
        head = h11.InformationalResponse(
            status_code=101,
            headers=list(upgrade.headers),
            reason=b"Switching Protocols",
        )
        self._transport.write(self._http.send(head) or b"")
        self._transport.set_protocol(upgrade.protocol)
        upgrade.protocol.connection_made(self._transport)
        early_data, _ = self._http.trailing_data
        if early_data:
            upgrade.protocol.data_received(early_data)
        self._transport.resume_reading()

    async def _pour(self, stream: Stream) -> None:
        headers = [("Date", formatdate(usegmt=True)), *stream.headers]
        headers.append(("Transfer-Encoding", "chunked"))
        async with aclosing(stream.chunks) as chunks:
            if self._lost:  # during the handler
                return
            self._is_streaming = True
            self._transport.resume_reading()  # or its end would not be seen
            self._send(h11.Response(status_code=200, headers=headers, reason=b"OK"))
            async for chunk in chunks:
                self._send(h11.Data(data=chunk))
                await self._has_room.wait()
            self._send(h11.EndOfMessage())
            self._transport.close()

    def _send(self, event: h11.Event) -> None:
        self._transport.write(self._http.send(event) or b"")

    def _write(self, response: Response) -> None:
        headers = [("Date", formatdate(usegmt=True)), *response.headers]
        if response.status not in _BODILESS:
            headers.append(("Content-Length", str(len(response.body))))
        events: tuple[h11.Event, ...] = (
            h11.Response(
                status_code=response.status,
                headers=headers,
                reason=_reason_phrase(response.status),
            ),
            h11.Data(data=b"" if self._request.method == "HEAD" else response.body),
            h11.EndOfMessage(),
        )
        self._transport.write(b"".join(self._http.send(e) or b"" for e in events))

    def _begin_next(self) -> bool:
        """Get ready for the next request; return whether it may be read."""
        self._task = None
        if (
            self._http.our_state is not h11.DONE
            or self._http.their_state is not h11.DONE
        ):
            self._transport.close()
            return False
        self._http.start_next_cycle()
        self._request = Request("", "")  # nonsense that comes next is no HEAD
        self._expect_request(self._settings.keep_alive_timeout)
        return self._has_room.is_set()

    def _go_on(self) -> None:
        self._transport.resume_reading()
        self._read()

    def _refuse(self, status: int, error_type: str, message: str) -> bool:
        """Answer a request that is not to be read to its end, and hang up."""
        if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self._write(http_error_response(status, error_type, message))
        self._transport.close()
        return False


def _failure(request: Request, exc: Exception) -> Response:
    """Answer a request whose handler raised what it should not."""
    logger.error("%s %s failed", request.method, request.path, exc_info=exc)
    return http_error_response(500, "InternalFailure", "Internal server error")


def _reason_phrase(status: int) -> bytes:
    try:
        return HTTPStatus(status).phrase.encode("ascii")
    except ValueError:  # a handler may answer $connect with any number
        return b""
