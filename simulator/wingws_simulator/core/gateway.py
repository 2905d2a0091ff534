"""
Decides what a WebSocket API does.

Theory of operation
===================

A gateway is one API with one stage. It owns no socket, clock or process: whatever
happens comes in as an event, and what is to be done about it goes out as a list of
actions. The shell performs them in order and reports back.

Every connection goes through these states, and never back. CLOSED is not recorded: a
closed connection is forgotten, so that nothing can revive it.

    ConnectRequested ─▶ CONNECTING ─Accept─▶ OPEN ─CloseConnection or Closed─▶ CLOSED
                            └─────────────────Reject or Closed──────────────────┘

- While an authorizer or `$connect` runs the connection is CONNECTING. It has an id,
  but nobody can post to it. `Admission` decides whether it opens.
- The connection is OPEN before the 101 is written, so that a client that sends at
  once, and a handler that answers at once, find it.
- Whoever ends an OPEN connection (the client, a limit, DeleteConnection, the
  simulator's end) ends it through `_close`, which forgets the connection and invokes
  `$disconnect`, thus once. What comes in for a forgotten connection does nothing.

Messages are invocations, all concurrent: `Messages` waits for nothing. An invocation
is remembered until its result or its timeout comes, whichever is first; the other one
finds it gone and does nothing. `$disconnect` is never remembered, as
nobody waits for its result.

Idleness costs nothing per message: a message only notes its time, and the timer, when
it fires, either closes or sets itself again for the time that is left.

"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .actions import (
    Action,
    CancelTimer,
    CloseConnection,
    Hide,
    Reject,
    Respond,
    SetTimer,
    Show,
)
from .admission import Admission
from .api_config import ApiConfig
from .caller import Authenticate, Caller
from .connection import Connection, Connections, State
from .disconnects import Disconnects
from .events import (
    BinaryReceived,
    Closed,
    ConnectRequested,
    Event,
    ExpiryRequested,
    InvocationFinished,
    InvocationRefused,
    ManagementRequested,
    MessagePosted,
    MessageReceived,
    PingReceived,
    ResetRequested,
    ShutDown,
    Timer,
    TimerFired,
    WritePaused,
    WriteResumed,
)
from .faults import Faults
from .http_message import Request, Response
from .ids import Ids
from .invocation import Invocations
from .journal_event import DATA_SIZE, Note, forget
from .lambda_result import InvocationResult
from .management import ManagementCall, named_connection
from .messages import Messages
from .responses import (
    gone_response,
    limit_exceeded_response,
    signature_error_response,
)
from .settings import Close, Settings
from .signature import SignatureError
from .throttle import AccountThrottle, Throttles

__all__ = ["Gateway"]

# RFC 6455, section 7.4.1: the close frame had no code; there was no close frame.
_NO_STATUS = 1005
_ABNORMAL = 1006


class Gateway:
    """
    One WebSocket API: events in, actions out.

    Args:
        config: The API.
        ids: Source of ids.
        authenticate: Tells who signed a request.
        settings: Limits and defaults.
        account: The account's quotas; this API's alone if None.
        faults: What goes wrong on demand.
        random: Returns random numbers from 0 to 1, for the jitter of the settings and
            for faults.
        note: Is told what happens.

    Raises:
        ValueError: If the route selection expression isn't one.

    """

    def __init__(
        self,
        config: ApiConfig,
        ids: Ids,
        *,
        authenticate: Authenticate,
        settings: Settings | None = None,
        account: AccountThrottle | None = None,
        faults: Faults | None = None,
        random: Callable[[], float] = lambda: 0.0,
        note: Note = forget,
    ) -> None:
        self._ids = ids
        self._note = note
        self._authenticate = authenticate
        self._settings = settings or Settings()
        self._faults = faults or Faults()
        self._random = random
        self._disconnects = Disconnects(ids, self._faults, random)
        self._connections = Connections()
        self._invocations = Invocations()
        self._throttles = Throttles(account or AccountThrottle(self._settings))
        self._admission = Admission(
            ids,
            self._settings,
            connections=self._connections,
            invocations=self._invocations,
            throttles=self._throttles,
            authenticate=authenticate,
        )
        self._messages = Messages(
            config,
            ids,
            self._settings,
            invocations=self._invocations,
            throttles=self._throttles,
            faults=self._faults,
            random=random,
            note=note,
        )
        self._is_shut_down = False
        self._what_to_do: dict[type, Callable[[Any, float], list[Action]]] = {
            BinaryReceived: self._refuse_binary,
            Closed: self._lose,
            ConnectRequested: self._connect,
            ExpiryRequested: self._expire,
            InvocationFinished: self._take_result,
            InvocationRefused: self._fail,
            ManagementRequested: self._manage,
            MessagePosted: self._take_post,
            MessageReceived: self._take_message,
            PingReceived: self._note_ping,
            ResetRequested: self._reset,
            ShutDown: self._shut_down,
            TimerFired: self._time_out,
            WritePaused: self._pause,
            WriteResumed: self._resume,
        }
        self.configure(config)

    def configure(self, config: ApiConfig) -> None:
        """
        Change the API; connections stay, and what happens next follows the new one.

        Raises:
            ValueError: If the route selection expression isn't one.

        """
        self._messages.configure(config)
        self._throttles.configure(config)
        self._api = config

    def handle(self, event: Event, *, now: float) -> list[Action]:
        """
        Decide what to do about an event.

        Args:
            event: What happened.
            now: When, in seconds since the epoch.

        Returns:
            What the shell must do, in this order.

        """
        return self._what_to_do[type(event)](event, now)

    # What every message needs can be called directly: that is a tenth faster.

    def receive(self, connection_id: str, text: str, now: float) -> list[Action]:
        """Handle a `MessageReceived`."""
        connection = self._connections.find_open(connection_id)
        if connection is None:
            return []
        return self._messages.receive(connection, text, now)

    def post(self, connection_id: str, data: bytes, now: float) -> list[Action]:
        """Handle a `MessagePosted`."""
        connection = self._connections.find_open(connection_id)
        if connection is None:  # it has closed since
            return []
        self._throttles.allow_call(now)
        return self._messages.send(connection, data, now=now)

    def finish(
        self, invocation_id: str, result: InvocationResult, now: float
    ) -> list[Action]:
        """Handle an `InvocationFinished`."""
        invocation = self._invocations.end(invocation_id)
        if invocation is None or invocation.connection not in self._connections:
            return []
        handshake = invocation.handshake
        if handshake is None:
            return self._messages.finish(invocation, result, now=now)
        return self._admission.finish(invocation, handshake, result, self._api, now=now)

    def _take_message(self, event: MessageReceived, now: float) -> list[Action]:
        return self.receive(event.connection_id, event.text, now)

    def _take_post(self, event: MessagePosted, now: float) -> list[Action]:
        return self.post(event.connection_id, event.data, now)

    def _take_result(self, event: InvocationFinished, now: float) -> list[Action]:
        return self.finish(event.invocation_id, event.result, now)

    # Handshakes and messages.

    def _connect(self, event: ConnectRequested, now: float) -> list[Action]:
        connection_id, request = event
        if self._is_shut_down:
            return [Reject(connection_id, Response(self._settings.shut_down_status))]
        return self._admission.begin(connection_id, request, self._api, now=now)

    def _refuse_binary(self, event: BinaryReceived, now: float) -> list[Action]:
        close = self._settings.binary_close
        return self._end(event.connection_id, close, "server", now)

    # Invocations.

    def _fail(self, event: InvocationRefused, now: float) -> list[Action]:
        """Process that a function could not be invoked."""
        invocation = self._invocations.end(event.invocation_id)
        if invocation is None or invocation.connection not in self._connections:
            return []
        if invocation.handshake is not None:
            return self._admission.fail(invocation, invocation.handshake)
        return self._messages.fail(invocation, now=now)

    def _time_out_invocations(self, now: float) -> list[Action]:
        late, actions = self._invocations.time_out(now=now)
        for invocation in late:
            if invocation.connection not in self._connections:
                continue
            if invocation.handshake is not None:
                actions += self._admission.time_out(invocation, invocation.handshake)
            else:
                actions += self._messages.time_out(invocation, now=now)
        return actions

    # The `@connections` API.

    def _manage(self, event: ManagementRequested, now: float) -> list[Action]:
        request_id, request = event.request_id, event.request
        function: str | None = None
        try:
            caller = event.caller or self._authenticate(request)
        except SignatureError as exc:
            response = signature_error_response(exc, request_id)
            actions: list[Action] = [Respond(request_id, response)]
        else:
            function = caller.function
            actions = self._call(request_id, request, caller, now)
        answer = actions[-1]
        if request.method == "POST" and isinstance(answer, Respond):
            self._note(
                "post",
                self._api.api_id,
                named_connection(request),
                event.invocation,
                event.message_id,
                request.body[:DATA_SIZE],
                len(request.body),
                answer.response.status,
                function,
            )
        return actions

    def _call(
        self, request_id: str, request: Request, caller: Caller, now: float
    ) -> list[Action]:
        """Return the actions of a call, its answer last."""
        is_throttled = request.method == "POST" and self._faults.strikes(
            "throttled_posts", self._random
        )
        if is_throttled or not self._throttles.allow_call(now):
            return [Respond(request_id, limit_exceeded_response(request_id))]
        call = ManagementCall(request_id, request, self._api, self._settings)
        connection = call.find(self._connections, caller)
        if isinstance(connection, Response):
            return [Respond(request_id, connection)]
        respond = Respond(request_id, call.success(connection))
        match request.method:
            case "POST" if self._faults.strikes("gone_posts", self._random):
                return [Respond(request_id, gone_response(request_id))]
            case "POST":
                send = self._messages.send(connection, request.body, now=now)
                return [*send, respond]
            case "DELETE":
                close = self._settings.delete_close
                end = self._end(connection.connection_id, close, "api", now)
                return [*end, respond]
            case _:
                return [respond]

    def may_post_freely(self, caller: Caller) -> bool:
        """Tell whether a caller may post to each connection, by what IAM says of it."""
        arn = f"{self._api.execution_arn}/{self._api.stage}/POST/@connections/"
        return caller.may_all("execute-api:ManageConnections", arn)

    def reachable(self) -> list[str]:
        """Return the connections that a post reaches at the moment."""
        return [c.connection_id for c in self.connections() if c.writable]

    def connections(self) -> list[Connection]:
        """Return the connections that are open."""
        return [c for c in self._connections.all() if c.state is State.OPEN]

    # The end of a connection.

    def _end(
        self, connection_id: str, close: Close, initiator: str, now: float
    ) -> list[Action]:
        """End an open connection from our side."""
        connection = self._connections.find_open(connection_id)
        if connection is None:
            return []
        return [
            CloseConnection(connection_id, close.code, close.reason),
            *self._close(connection, close, initiator, now),
        ]

    def _lose(self, event: Closed, now: float) -> list[Action]:
        """Note that a connection has ended."""
        close = Close(event.code, event.reason)
        connection = self._connections.find(event.connection_id)
        if connection is None:
            return []
        if connection.state is State.CONNECTING:  # it never existed
            self._connections.remove(connection)
            return []
        if self._faults.strikes("half_open", self._random):
            return []
        if close.code == _NO_STATUS:
            close = Close(close.code, self._settings.no_status_reason)
        elif close.code == _ABNORMAL:
            close = Close(close.code, self._settings.abnormal_reason)
        initiator = "server" if event.is_failure else "client"
        return self._close(connection, close, initiator, now)

    def _close(
        self, connection: Connection, close: Close, initiator: str, now: float
    ) -> list[Action]:
        """Forget an open connection and invoke `$disconnect`."""
        self._connections.remove(connection)
        id_ = connection.connection_id
        self._note("disconnect", self._api.api_id, id_, *close, initiator)
        hide: Action = Hide(connection.connection_id)
        actions = [hide, *map(CancelTimer, connection.timers)]
        return actions + self._disconnects.make(self._api, connection, close, now=now)

    def _shut_down(self, _: ShutDown, now: float) -> list[Action]:
        """End all connections; from now on there are no new ones."""
        self._is_shut_down = True
        actions = self._invocations.start_all_delayed(now=now)
        for connection in self._connections.all():
            if connection.state is State.OPEN:
                close = self._settings.shutdown_close
                actions += self._end(connection.connection_id, close, "server", now)
            else:
                self._connections.remove(connection)
                refusal = Response(self._settings.shut_down_status)
                actions.append(Reject(connection.connection_id, refusal))
        return actions + self._disconnects.start_all_late()

    def _reset(self, _: ResetRequested, now: float) -> list[Action]:
        """Drop all connections, without `$disconnect`; forget what is under way."""
        self._invocations.forget()
        self._disconnects.forget()
        self._throttles.reset()
        close = self._settings.shutdown_close
        actions: list[Action] = []
        for connection in self._connections.all():
            self._connections.remove(connection)
            id_ = connection.connection_id
            if connection.state is State.OPEN:
                actions += [Hide(id_), *map(CancelTimer, connection.timers)]
                actions.append(CloseConnection(id_, close.code, close.reason))
            else:
                refusal = Response(self._settings.shut_down_status)
                actions.append(Reject(id_, refusal))
        return actions

    # Timers and the state of the client.

    def _time_out(self, event: TimerFired, now: float) -> list[Action]:
        timer = event.timer
        match timer.kind:
            case "integration":
                return self._time_out_invocations(now)
            case "start":
                return self._invocations.start_delayed(timer.id, now=now)
            case "disconnect":
                return self._disconnects.start_late(timer.id)
            case "duration":
                return self._expire(ExpiryRequested(timer.id, "duration"), now)
            case "idle":
                return self._time_out_idle(timer, now)

    def _expire(self, event: ExpiryRequested, now: float) -> list[Action]:
        close = self._settings.connection_timeout_close
        if event.kind == "idle":
            close = self._settings.idle_close
        return self._end(event.connection_id, close, event.kind, now)

    def _time_out_idle(self, timer: Timer, now: float) -> list[Action]:
        connection = self._connections.find_open(timer.id)
        if connection is None:
            return []
        deadline = connection.last_active_at + self._settings.idle_timeout
        if now < deadline:
            return [SetTimer(timer, deadline)]
        return self._expire(ExpiryRequested(timer.id, "idle"), now)

    def _note_ping(self, event: PingReceived, now: float) -> list[Action]:
        connection = self._connections.find_open(event.connection_id)
        if connection is not None and self._settings.ping_resets_idle:
            connection.last_active_at = now
        return []

    def _pause(self, event: WritePaused, _: float) -> list[Action]:
        connection = self._connections.find_open(event.connection_id)
        if connection is None:
            return []
        connection.writable = False
        return [Hide(event.connection_id)]

    def _resume(self, event: WriteResumed, _: float) -> list[Action]:
        connection = self._connections.find_open(event.connection_id)
        if connection is None:
            return []
        connection.writable = True
        return [Show(event.connection_id)]
