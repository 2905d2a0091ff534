"""Plays a conversation against an API, and says what is otherwise than it was.

A step that sends waits for all that was received before it. Messages for one client may
come in another order: API Gateway promises none.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.typing import Subprotocol

from .conversation import (
    Conversation,
    InvalidConversation,
    Step,
    kind_of,
    to_bytes,
)
from .ids import Ids

__all__ = ["Difference", "Query", "replay"]

Query: TypeAlias = Mapping[str, str | Sequence[str]]
"""Parameters of a handshake's URL; several values of one name are a list."""

PATIENCE = 5.0
QUIET = 0.5
_HANDLERS = 58  # seconds that an authorizer and on_connect may take
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Difference:
    """What is otherwise than in the conversation.

    Attributes:
        step: number of the step, the first being 1; None for what came after all.
        client: whom it happened to.
        expected: what should have happened.
        got: what did.
    """

    step: int | None
    client: str
    expected: str
    got: str

    def __str__(self) -> str:
        where = "at the end" if self.step is None else f"step {self.step}"
        return f"{where}, {self.client}: expected {self.expected}, got {self.got}"


async def replay(
    conversation: Conversation,
    url: str,
    *,
    headers: Sequence[tuple[str, str]] = (),
    query: Query | None = None,
    patience: float = PATIENCE,
    sign: Callable[[str], str] = str,
    quiet: float = QUIET,
) -> list[Difference]:
    """Play a conversation with clients of its own, and return the differences.

    Ids of connections, requests and the like are each run's own: they have to be the
    same wherever they were the same.

    Args:
        conversation: what was said, and heard.
        url: the API to play it against, ``ws://…`` or ``wss://…``.
        headers: values of the headers that it names.
        query: parameters that come in place of those that were recorded, or on top;
            several values of one name are a list.
        patience: how long to wait for each step, seconds.
        sign: returns a URL as the handshake is to have it.
        quiet: for how long nothing may come when all steps are done, seconds.

    Raises:
        InvalidConversation: it names a header without a value here.
    """
    _check_headers(conversation, headers)
    player = _Player(url, headers, query or {}, patience, sign)
    try:
        for number, step in enumerate(conversation.steps, 1):
            await player.play(number, step)
        await player.listen(quiet)
    finally:
        await player.close()
    return player.differences


def _check_headers(
    conversation: Conversation, headers: Sequence[tuple[str, str]]
) -> None:
    given = {name.lower() for name, _ in headers}
    for step in conversation.steps:
        for name in step.get("headers", ()):
            if name.lower() not in given:
                raise InvalidConversation(
                    f"header {name!r} has no value; its value was not recorded, "
                    "so it has to be given again"
                )


class _Client:
    """An open connection, and what came over it that no step was about."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.unmatched: list[str | bytes] = []
        self.end: tuple[int, str] | None = None
        self.news = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        with suppress(ConnectionClosed):
            async for data in self.socket:
                self.unmatched.append(data)
                self.news.set()
        code, reason = self.socket.close_code, self.socket.close_reason
        self.end = code or 1006, reason or ""
        self.news.set()

    async def close(self, code: int = 1000) -> None:
        await self.socket.close(code)
        await self._reading


class _Player:
    def __init__(
        self,
        url: str,
        headers: Sequence[tuple[str, str]],
        query: Query,
        patience: float,
        sign: Callable[[str], str],
    ) -> None:
        self.differences: list[Difference] = []
        self._url = url
        self._headers = headers
        self._query = query
        self._patience = patience
        self._sign = sign
        self._ids = Ids()
        self._clients: dict[str, _Client] = {}

    async def play(self, number: int, step: Step) -> None:
        """Play one step, unless its client is not there because of a difference."""
        kind, name = kind_of(step)
        if kind in ("connect", "rejected"):
            await self._connect(number, kind, name, step)
        elif client := self._clients.get(name):
            problem = await getattr(self, f"_{kind}")(client, step)
            if problem is not None:
                self.differences.append(Difference(number, name, *problem))
            if kind in ("close", "closed"):
                await self._leave(name)

    async def listen(self, quiet: float) -> None:
        """Note what comes though nothing should."""
        with suppress(TimeoutError):  # who never is quiet is not listened to for ever
            async with asyncio.timeout(self._patience + quiet):
                while await self._hears(quiet):
                    pass
        for name, client in tuple(self._clients.items()):
            if client.end is not None:
                end = Difference(None, name, "an open connection", _end_of(client))
                self.differences.append(end)
            await self._leave(name)

    async def _hears(self, quiet: float) -> bool:
        """Wait for news of whoever is connected; return whether there were some."""
        clients = self._clients.values()
        if all(client.end is not None for client in clients):
            return False
        for client in clients:
            client.news.clear()
        news = [asyncio.create_task(client.news.wait()) for client in clients]
        try:
            done, _ = await asyncio.wait(
                news, timeout=quiet, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            for task in news:
                task.cancel()
        return bool(done)

    async def close(self) -> None:
        """Close what is open still."""
        for client in self._clients.values():
            await client.close()

    async def _leave(self, name: str) -> None:
        client = self._clients.pop(name)
        await client.close()
        for text in client.unmatched:
            self.differences.append(Difference(None, name, "nothing", _quoted(text)))

    # Steps: each returns what was expected and what happened, if that is not the same.

    async def _connect(self, number: int, kind: str, name: str, step: Step) -> None:
        expected = "a connection" if kind == "connect" else _rejection(step)
        try:
            socket = await self._open(step)
        except InvalidStatus as exc:
            body = (exc.response.body or b"").decode(errors="replace")
            got = {"status": exc.response.status_code, "body": body}
            if kind == "rejected" and self._is_rejection(step, got):
                return
            problem = _rejection(got)
        except (WebSocketException, OSError) as exc:
            problem = f"{type(exc).__name__}: {exc}".removesuffix(": ")
        else:
            self._clients[name] = _Client(socket)
            if kind == "connect":
                return
            await self._clients.pop(name).close()
            problem = "a connection"
        self.differences.append(Difference(number, name, expected, problem))

    async def _open(self, step: Step) -> ClientConnection:
        names = {name.lower() for name in step.get("headers", ())}
        recorded = self._ids.here(step.get("query", ""))
        is_local = urlsplit(self._url).hostname in _LOOPBACK
        return await connect(
            self._sign(_with_query(self._url, recorded, self._query)),
            additional_headers=[h for h in self._headers if h[0].lower() in names],
            subprotocols=[*map(Subprotocol, step.get("subprotocols", ()))] or None,
            open_timeout=self._patience + _HANDLERS,
            max_size=None,
            proxy=None if is_local else True,
        )

    def _is_rejection(self, step: Step, got: Mapping[str, object]) -> bool:
        if step["status"] != got["status"]:
            return False
        return "body" not in step or self._ids.match(step["body"], str(got["body"]))

    async def _send(self, client: _Client, step: Step) -> tuple[str, str] | None:
        try:
            await client.socket.send(self._said(step))
        except ConnectionClosed:
            return "an open connection", _end_of(client)
        return None

    async def _receive(self, client: _Client, step: Step) -> tuple[str, str] | None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience):
                while True:
                    client.news.clear()
                    for data in client.unmatched:
                        if self._is_message(step, data):
                            client.unmatched.remove(data)
                            return None
                    if client.end is not None:
                        break
                    await client.news.wait()
        expected = _message(step)
        if client.unmatched:
            return expected, _quoted(client.unmatched.pop(0))
        return expected, "nothing" if client.end is None else _end_of(client)

    def _said(self, step: Step) -> str | bytes:
        if "base64" in step:
            return to_bytes(step["base64"])
        return self._ids.here(step["text"])

    def _is_message(self, step: Step, text: str | bytes) -> bool:
        if "base64" in step or isinstance(text, bytes):
            return "base64" in step and to_bytes(step["base64"]) == text
        if "text" in step:
            return self._ids.match(step["text"], text)
        return re.fullmatch(step["like"], text, re.DOTALL) is not None

    async def _close(self, client: _Client, step: Step) -> tuple[str, str] | None:
        if client.end is not None:
            return "an open connection", _end_of(client)
        await client.close(step.get("code", 1000))
        return None

    async def _closed(self, client: _Client, step: Step) -> tuple[str, str] | None:
        expected = _close(step["code"], step.get("reason", ""))
        try:
            async with asyncio.timeout(self._patience):
                await client.socket.wait_closed()
        except TimeoutError:
            return expected, "a connection that stays open"
        code, reason = client.socket.close_code, client.socket.close_reason or ""
        if code == step["code"] and reason == step.get("reason", reason):
            return None
        return expected, _close(code or 1006, reason)


def _with_query(url: str, recorded: str, given: Query) -> str:
    parts = urlsplit(url)
    pairs = [
        pair
        for pair in parse_qsl(recorded, keep_blank_values=True)
        if pair[0] not in given
    ]
    if given:
        recorded = urlencode([*pairs, *given.items()], doseq=True)
    query = "&".join(filter(None, (parts.query, recorded)))
    return urlunsplit((*parts[:3], query, ""))


def _quoted(data: str | bytes) -> str:
    if isinstance(data, bytes) or len(data) <= 200:
        return repr(data[:200])
    return repr(f"{data[:200]}…")


def _message(step: Step) -> str:
    if "like" in step:
        return f"a message like {_quoted(step['like'])}"
    return _quoted(to_bytes(step["base64"]) if "base64" in step else step["text"])


def _rejection(step: Mapping[str, object]) -> str:
    body = f" {_quoted(str(step['body']))}" if step.get("body") else ""
    return f"a handshake rejected with {step['status']}{body}"


def _close(code: int, reason: str) -> str:
    return f"a close with {code} {reason}".rstrip()


def _end_of(client: _Client) -> str:
    return _close(*(client.end or (1006, "")))
