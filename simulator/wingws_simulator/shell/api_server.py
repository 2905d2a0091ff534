"""
A WebSocket API on a port: performs what its gateway decides.

The stage's URL and the `@connections` API share the port, so that the usual
`f"https://{domainName}/{stage}"` of a handler leads back here.

"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from functools import partial
from random import Random
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

from wingws_simulator.core.actions import (
    Accept,
    Action,
    CancelTimer,
    CloseConnection,
    Hide,
    Invoke,
    Reject,
    Respond,
    SendMessage,
    SetTimer,
    Show,
)
from wingws_simulator.core.api_config import ApiConfig
from wingws_simulator.core.caller import Caller
from wingws_simulator.core.endpoint import is_allowed_host
from wingws_simulator.core.events import (
    ConnectRequested,
    Event,
    ExpiryRequested,
    InvocationRefused,
    ManagementRequested,
    ResetRequested,
    ShutDown,
    Timer,
    TimerFired,
)
from wingws_simulator.core.faults import Faults
from wingws_simulator.core.gateway import Gateway
from wingws_simulator.core.handshake import is_upgrade
from wingws_simulator.core.http_message import Headers, Request, Response
from wingws_simulator.core.ids import Ids
from wingws_simulator.core.invocation import Invocation
from wingws_simulator.core.journal_event import DATA_SIZE, Note, forget
from wingws_simulator.core.lambda_result import InvocationResult, NotInvoked
from wingws_simulator.core.management import is_management
from wingws_simulator.core.origin import Origin
from wingws_simulator.core.responses import http_error_response
from wingws_simulator.core.settings import Settings
from wingws_simulator.core.sigv4 import verify
from wingws_simulator.core.throttle import AccountThrottle

from .board import Board
from .calls import Promise
from .clock import Alarm, Clock
from .http import HttpServer, Upgrade
from .promises import Promises
from .speaker import Speaker
from .websocket import HandshakeError, WebSocketConnection

__all__ = ["ApiServer", "Invoker"]

logger = logging.getLogger(__name__)

Invoker = Callable[[str, str, Callable[[InvocationResult], None], Origin], object]
"""
Invokes a function by name with an event in JSON, and gives its result to the third; the
last tells what it is for.

It raises `NotInvoked` if Lambda refuses: the function isn't there, or too many run.
"""


class _Asked(NamedTuple):
    """A handshake that waits for its answer."""

    request: Request
    answer: asyncio.Future[Accept | Response]


class ApiServer:
    """
    One listener and the gateway behind it.

    Args:
        config: The API.
        invoke: Invokes functions.
        secret_for: Returns the secret of an access key, or None if it is unknown.
        board: Where connections are shown that can be posted to.
        caller_for: Returns the owner of a known access key; by default one who may
            do everything.
        settings: Limits and defaults.
        account: The account's quotas; this API's alone if None.
        clock: What connections live by.
        faults: What goes wrong on demand.
        random: Returns random numbers from 0 to 1, for the jitter of the settings.
        random_bits: Returns a number of that many random bits, for ids.
        tls: What its port answers TLS with; by default it does not.
        note: Is told what happens.

    Raises:
        ValueError: If the route selection expression isn't one.

    """

    def __init__(
        self,
        config: ApiConfig,
        *,
        invoke: Invoker,
        secret_for: Callable[[str], str | None],
        board: Board,
        caller_for: Callable[[str], Caller] = Caller,
        settings: Settings | None = None,
        account: AccountThrottle | None = None,
        clock: Clock | None = None,
        faults: Faults | None = None,
        random: Callable[[], float] = random.random,
        random_bits: Callable[[int], int] | None = None,
        tls: ssl.SSLContext | None = None,
        note: Note = forget,
    ) -> None:
        self._note = note
        self._invoke = invoke
        self._secret_for = secret_for
        self._caller_for = caller_for
        self._settings = settings or Settings()
        self._clock = clock or Clock()
        self._faults = faults or Faults()
        self._account = account or AccountThrottle(self._settings)
        self._ids = Ids(random_bits or Random(os.urandom(16)).getrandbits)
        self._promises = Promises(
            board,
            account=self._account,
            faults=self._faults,
            size=min(self._settings.message_size, self._settings.frame_size),
        )
        self._api = config
        self._gateway = Gateway(
            config,
            self._ids,
            authenticate=self._authenticate,
            settings=self._settings,
            account=self._account,
            faults=self._faults,
            random=random,
            note=note,
        )
        self._http = HttpServer(
            self._answer,
            self._settings,
            is_allowed_host=lambda host: is_allowed_host(host, self._api),
            tls=tls,
        )
        self._performers: dict[type, Callable[[Any, float], None]] = {
            Accept: self._accept,
            CancelTimer: self._cancel_timer,
            CloseConnection: self._close_connection,
            Hide: self._hide,
            Invocation: self._start,
            Invoke: self._start,
            Reject: self._reject,
            SendMessage: self._send,
            SetTimer: self._set_timer,
            Show: self._show,
        }
        # What the gateway's ids stand for.
        self._connections: dict[str, WebSocketConnection] = {}
        self._answers: dict[str, _Asked] = {}
        self._timers: dict[Timer, Alarm] = {}
        self._invocations: set[str] = set()
        # Done when none is left; there is nobody to tell until the server closes.
        self._quiet: asyncio.Future[None] | None = None

    async def start(self, listener: socket.socket) -> None:
        """Serve on a bound socket, and own it from now on."""
        await self._http.start(listener)

    def configure(self, config: ApiConfig) -> None:
        """
        Change routes or stage; open connections stay.

        Raises:
            ValueError: If the route selection expression isn't one.

        """
        self._gateway.configure(config)
        self._api = config
        self._promises.renew(self._gateway.reachable())

    async def close(self) -> None:
        """
        Close all connections and stop.

        `$disconnect` and what else is running has the grace period to end, and can
        call `@connections` until then.

        """
        self._handle(ShutDown())
        self._quiet = asyncio.get_running_loop().create_future()
        self._note_quiet(self._quiet)
        lost = [connection.lost for connection in self._connections.values()]
        await asyncio.wait([self._quiet, *lost], timeout=self._settings.grace_period)
        for connection in tuple(self._connections.values()):
            connection.abort()
        await self._http.close()
        for timer in self._timers.values():
            timer.cancel()

    def reset(self) -> None:
        """Drop all connections, without `$disconnect`, and be as at the start."""
        self._handle(ResetRequested())
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def move_ids(self) -> None:
        """Issue ids of what is drawn from now on."""
        self._ids.move()

    # Requests.

    async def _answer(self, request: Request) -> Response | Upgrade:
        if is_management(request):
            if request.method == "POST" and self._faults.post_latency:
                await asyncio.sleep(self._faults.post_latency)
            request_id = self._ids.request_id(self._clock.now())
            return self._manage(request, request_id)
        return await self._connect(request)

    def call(
        self, request: Request, access_key: str, speaker: Speaker | None = None
    ) -> tuple[Response, Promise | None]:
        """
        Answer a call of `@connections` by one who need not sign it.

        Args:
            request: The call.
            access_key: Whose access key would sign it over HTTPS.
            speaker: Who makes it.

        Returns:
            The answer, and what it says of further posts to the same endpoint; status 0
            for a post that HTTPS has to settle, since faults are on.

        """
        faults = self._faults
        if request.method == "POST" and (
            faults.post_latency or faults.may("throttled_posts")
        ):
            # It takes its time over HTTPS, and is drawn there: once, not twice.
            return Response(0), None
        is_known = self._secret_for(access_key) is not None
        if not is_known or not is_allowed_host(request.header("Host"), self._api):
            return Response(403), None
        caller = self._caller_for(access_key)
        speaker = speaker or Speaker(None)
        response = self._manage(request, "", caller, speaker)  # it shows no id
        is_sure = (
            request.method == "POST"
            and response.status == 200
            and self._gateway.may_post_freely(caller)
        )
        post = partial(self._post, speaker)
        return response, self._promises.make(post) if is_sure else None

    def _post(self, speaker: Speaker, connection_id: str, data: bytes) -> None:
        now = self._clock.now()
        self._note(
            "post",
            self._api.api_id,
            connection_id,
            speaker.request_id,
            speaker.message_id,
            data[:DATA_SIZE],
            len(data),
            200,
            speaker.function,
        )
        self._perform(self._gateway.post(connection_id, data, now), now)
        self._promises.note_post()

    def _manage(
        self,
        request: Request,
        request_id: str,
        caller: Caller | None = None,
        speaker: Speaker | None = None,
    ) -> Response:
        now = self._clock.now()
        speaker = speaker or Speaker(None)
        event = ManagementRequested(
            request_id, request, caller, speaker.request_id, speaker.message_id
        )
        *actions, answer = self._gateway.handle(event, now=now)
        self._perform(actions, now)
        assert isinstance(answer, Respond)
        return answer.response

    async def _connect(self, request: Request) -> Response | Upgrade:
        connection_id = self._ids.connection_id(self._clock.now())
        connection = WebSocketConnection(
            connection_id, self._receive, self._handle, self._settings
        )
        headers: Headers = ()
        if is_upgrade(request):
            try:
                headers = connection.negotiate(request)
            except HandshakeError as exc:
                error_type = "BadRequestException"
                refusal = http_error_response(exc.status, error_type, exc.reason)
                self._note_connect(connection_id, request, refusal)
                return refusal
        self._remember(connection_id, connection)
        answer = await self._ask(ConnectRequested(connection_id, request))
        if isinstance(answer, Response):
            connection.abort()
            return answer
        if answer.subprotocol is not None:
            headers = (*headers, ("sec-websocket-protocol", answer.subprotocol))
        return Upgrade(headers, connection)

    def _remember(self, connection_id: str, connection: WebSocketConnection) -> None:
        # Before the gateway opens it: whoever knows the id may post at once.
        self._connections[connection_id] = connection
        connection.lost.add_done_callback(
            lambda _: self._connections.pop(connection_id, None)
        )

    async def _ask(self, event: ConnectRequested) -> Accept | Response:
        """Return the gateway's answer to a handshake, now or when it comes."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Accept | Response] = loop.create_future()
        self._answers[event.connection_id] = _Asked(event.request, answer)
        try:
            self._handle(event)
            return await answer
        finally:
            del self._answers[event.connection_id]

    def _authenticate(self, request: Request) -> Caller:
        access_key = verify(
            request,
            service="execute-api",
            secret_for=self._secret_for,
            now=time.time(),  # whatever our clock shows, the client's is real
            region=self._api.region,
            clock_skew=self._settings.clock_skew,
        )
        return self._caller_for(access_key)

    # What somebody at the console wants.

    def manage(self, method: str, connection_id: str, data: bytes = b"") -> Response:
        """Answer a call of `@connections` by one who may do everything."""
        base = f"/{quote(self._api.stage)}/@connections/"
        host = (("Host", "localhost"),)
        request = Request(method, base + quote(connection_id, safe=""), host, data)
        return self._manage(request, "", Caller(""))

    def expire(self, connection_id: str, kind: Literal["idle", "duration"]) -> bool:
        """
        End a connection as if its time were over.

        Returns:
            False if there is no such connection.

        """
        connections = self._gateway.connections()
        is_open = any(each.connection_id == connection_id for each in connections)
        self._handle(ExpiryRequested(connection_id, kind))
        return is_open

    def connections(self) -> list[dict[str, Any]]:
        """Return the open connections, and how much has gone over them."""
        return [
            {
                "connection_id": each.connection_id,
                "connected_at": each.connected_at,
                "last_active_at": each.last_active_at,
                "source_ip": each.source_ip,
                "source_port": client.source_port,
                "user_agent": each.user_agent,
                "received_bytes": client.received_bytes,
                "sent_bytes": client.sent_bytes,
                "received_messages": client.received_messages,
                "sent_messages": client.sent_messages,
            }
            for each in self._gateway.connections()
            if (client := self._connections.get(each.connection_id))
        ]

    # Actions.

    def _handle(self, event: Event) -> None:
        now = self._clock.now()
        self._perform(self._gateway.handle(event, now=now), now)

    def _receive(self, connection_id: str, text: str) -> None:
        now = self._clock.now()
        self._perform(self._gateway.receive(connection_id, text, now), now)

    def _perform(self, actions: Iterable[Action], now: float) -> None:
        for action in actions:
            self._performers[type(action)](action, now)

    def _send(self, action: SendMessage, _: float) -> None:
        connection_id, data = action.connection_id, action.data
        connection = self._connections.get(connection_id)
        if connection is not None and connection.send(data):
            self._note(
                "delivered",
                self._api.api_id,
                connection_id,
                action.message_id,
                len(data),
                data[:DATA_SIZE],
            )

    def _close_connection(self, action: CloseConnection, _: float) -> None:
        if connection := self._connections.get(action.connection_id):
            connection.close(action.code, action.reason)

    def _accept(self, action: Accept, _: float) -> None:
        self._resolve(action.connection_id, action)

    def _reject(self, action: Reject, _: float) -> None:
        self._resolve(action.connection_id, action.response)

    def _show(self, action: Show, _: float) -> None:
        self._promises.show(action.connection_id)

    def _hide(self, action: Hide, _: float) -> None:
        self._promises.hide(action.connection_id)

    def _resolve(self, connection_id: str, answer: Accept | Response) -> None:
        asked = self._answers.get(connection_id)
        if asked is not None and not asked.answer.done():
            self._note_connect(connection_id, asked.request, answer)
            asked.answer.set_result(answer)

    def _note_connect(
        self, connection_id: str, request: Request, answer: Accept | Response
    ) -> None:
        self._note(
            "connect",
            self._api.api_id,
            connection_id,
            request.source_ip,
            request.header("User-Agent"),
            answer.status if isinstance(answer, Response) else 101,
            request,
            answer.body[:DATA_SIZE] if isinstance(answer, Response) else b"",
        )

    def _start(self, action: Invoke, _: float) -> None:
        invocation_id, name = action.invocation_id, action.function_name
        self._invocations.add(invocation_id)
        try:
            done = partial(self._finish, invocation_id)
            self._invoke(name, action.event, done, action.origin)
        except NotInvoked as exc:
            logger.warning("%s was not invoked: %s", name, exc)
            # Later: what else was decided together with this comes first.
            loop = asyncio.get_running_loop()
            loop.call_soon(self._refuse, invocation_id)

    def _refuse(self, invocation_id: str) -> None:
        self._invocations.discard(invocation_id)
        self._handle(InvocationRefused(invocation_id))
        if self._quiet is not None:
            self._note_quiet(self._quiet)

    def _finish(self, invocation_id: str, result: InvocationResult) -> None:
        self._invocations.discard(invocation_id)
        now = self._clock.now()
        self._perform(self._gateway.finish(invocation_id, result, now), now)
        if self._quiet is not None:
            self._note_quiet(self._quiet)

    def _note_quiet(self, quiet: asyncio.Future[None]) -> None:
        if not self._invocations and not quiet.done():
            quiet.set_result(None)

    def _set_timer(self, action: SetTimer, now: float) -> None:
        timer, at = action
        self._timers[timer] = self._clock.call_later(
            at - now, partial(self._fire, timer, at), in_real_time=not timer.is_lifetime
        )

    def _cancel_timer(self, action: CancelTimer, _: float) -> None:
        if alarm := self._timers.pop(action.timer, None):
            alarm.cancel()

    def _fire(self, timer: Timer, at: float) -> None:
        self._timers.pop(timer, None)
        # What takes real time has passed, too, for a clock that stands still.
        now = max(self._clock.now(), at)
        self._perform(self._gateway.handle(TimerFired(timer), now=now), now)
