"""One conversation over a WebSocket: what is typed goes out, what comes in is shown."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidStatus,
    InvalidURI,
)
from websockets.typing import Subprotocol
from wingws_runtime import WingWsError

from pulumi_wingws.conversations import Recording

from .news import Show
from .screen import harmless
from .typed_lines import is_typed, lines

__all__ = ["NotConnected", "converse"]

_NORMAL = 1000
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class NotConnected(WingWsError):
    """There is no connection, and the message says why."""


async def converse(
    url: str,
    *,
    headers: Sequence[tuple[str, str]],
    subprotocols: Sequence[str],
    show: Show,
    recording: Recording,
    wait: float,
    shown_url: str,
) -> bool:
    """Connect, and talk until one of both has enough.

    Args:
        recording: takes down what is said and heard.
        wait: how long a pipe's end is outlived by a connection without news, seconds.
        shown_url: the URL without what is secret in it.

    Returns:
        Whether it ended well: we left, or the server did with 1000.

    Raises:
        NotConnected: there is nobody, or the handshake was refused.
    """
    websocket = await _connected(url, headers, subprotocols, recording)
    show.opened(shown_url, websocket.subprotocol)
    heard = asyncio.Event()
    sending = asyncio.create_task(_send(websocket, lines(), heard, wait, recording))
    try:
        while True:
            data = await websocket.recv()
            heard.set()
            recording.received(data)
            show.message(data)
    except ConnectionClosed as exc:
        by_server = exc.rcvd_then_sent or exc.rcvd is None
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        await websocket.close()
    code = websocket.close_code or _NORMAL
    if by_server:
        recording.closed(code, websocket.close_reason or "")
    else:
        recording.left()
    show.closed(code, websocket.close_reason or "")
    return code == _NORMAL or not by_server


async def _connected(
    url: str,
    headers: Sequence[tuple[str, str]],
    subprotocols: Sequence[str],
    recording: Recording,
) -> ClientConnection:
    try:
        host = urlsplit(url).hostname
        websocket = await connect(
            url,
            additional_headers=[*headers],
            subprotocols=[*map(Subprotocol, subprotocols)] or None,
            max_size=None,
            # A proxy of the shell's has another loopback interface.
            proxy=None if host in _LOOPBACK else True,
        )
        recording.connected()
        return websocket
    except InvalidStatus as exc:
        body = (exc.response.body or b"").decode(errors="replace")
        recording.rejected(exc.response.status_code, body)
        raise NotConnected(_refusal(exc)) from exc
    except (InvalidURI, ValueError, OverflowError) as exc:
        shown = url.partition("?")[0]  # a query may hold what is secret
        raise NotConnected(
            f"URL {shown!r} will not do: {exc}; expected one like wss://host/stage"
        ) from exc
    except (InvalidHandshake, OSError) as exc:  # TimeoutError too
        why = str(exc) or type(exc).__name__
        raise NotConnected(f"no connection: {why}") from exc


def _refusal(exc: InvalidStatus) -> str:
    body = exc.response.body.decode(errors="replace") if exc.response.body else ""
    said = f": {harmless(body.strip())}" if body.strip() else ""
    status, phrase = exc.response.status_code, exc.response.reason_phrase
    return f"the handshake was refused with {status} {phrase}{said}"


async def _send(
    websocket: ClientConnection,
    typed: AsyncIterator[str],
    heard: asyncio.Event,
    wait: float,
    recording: Recording,
) -> None:
    """Send lines to their end, listen on for a while, and leave."""
    async for line in typed:
        recording.sent(line)  # first: nobody answers sooner
        await websocket.send(line)
    try:
        while not is_typed():
            heard.clear()
            async with asyncio.timeout(None if wait == float("inf") else wait):
                await heard.wait()
    except TimeoutError:
        pass
    await websocket.close()
