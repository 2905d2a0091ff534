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

- While `$connect` runs the connection is CONNECTING. It has an id, but nobody can
  post to it. An API without `$connect` accepts at once.
- The connection is OPEN before the 101 is written, so that a client that sends at
  once, and a handler that answers at once, find it.
- Whoever ends an OPEN connection (the client, a limit, DeleteConnection, the
  simulator's end) ends it through `_close`, which forgets the connection and invokes
  `$disconnect`, thus once. What comes in for a forgotten connection does nothing.

Messages are invocations, all concurrent: nothing here waits for anything. An
invocation is remembered, with a timer, until its result or its timeout comes,
whichever is first; the other one finds it gone and does nothing. `$disconnect` is
never remembered, as nobody waits for its result.

Idleness costs nothing per message: a message only notes its time, and the timer, when
it fires, either closes or sets itself again for the time that is left.

"""

from __future__ import annotations

from .actions import (
    Accept,
    Action,
    CancelTimer,
    CloseConnection,
    Invoke,
    Reject,
    Respond,
    SendMessage,
    SetTimer,
)
from .api_config import ApiConfig
from .connection import Connection, State
from .events import (
    BinaryReceived,
    Closed,
    ConnectRequested,
    Event,
    InvocationFinished,
    ManagementRequested,
    MessageReceived,
    PingReceived,
    ShutDown,
    Timer,
    TimerFired,
    WritePaused,
    WriteResumed,
)
from .handshake import check_handshake
from .http_message import Request, Response
from .ids import Ids
from .invocation import Invocation, Invocations
from .lambda_result import InvocationResult, Returned
from .management import ManagementCall
from .proxy_event import (
    build_connect_event,
    build_disconnect_event,
    build_message_event,
)
from .proxy_result import to_proxy_result
from .responses import (
    error_body,
    error_response,
    success_response,
)
from .selection import Selection
from .settings import Close, Settings

__all__ = ["Gateway"]

_INTERNAL_ERROR = "Internal server error"
_TIMED_OUT = "Endpoint request timed out"
_NO_STATUS = 1005  # RFC 6455, section 7.4.1: the close frame had no code


class Gateway:
    """
    One WebSocket API: events in, actions out.

    Args:
        config: The API.
        ids: Source of ids.
        settings: Limits and defaults.

    Raises:
        ValueError: If the route selection expression isn't one.

    """

    def __init__(
        self, config: ApiConfig, ids: Ids, settings: Settings | None = None
    ) -> None:
        self._ids = ids
        self._settings = settings or Settings()
        self._connections: dict[str, Connection] = {}
        self._invocations = Invocations(self._settings.integration_timeout)
        self._is_shut_down = False
        self.configure(config)

    def configure(self, config: ApiConfig) -> None:
        """
        Change the API; connections stay, and what happens next follows the new one.

        Raises:
            ValueError: If the route selection expression isn't one.

        """
        self._selection = Selection.parse(
            config.route_selection_expression, null=self._settings.null_selects
        )
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
        match event:
            case MessageReceived(connection_id, text):
                return self._receive(connection_id, text, now)
            case InvocationFinished(invocation_id, result):
                return self._finish(invocation_id, result, now)
            case ManagementRequested(request_id, request):
                return self._manage(ManagementCall(request_id, request), now)
            case ConnectRequested(connection_id, request):
                return self._connect(connection_id, request, now)
            case Closed(connection_id, code, reason):
                return self._lose(connection_id, Close(code, reason), now)
            case BinaryReceived(connection_id):
                return self._end(connection_id, self._settings.binary_close, now)
            case TimerFired(timer):
                return self._time_out(timer, now)
            case WritePaused(connection_id):
                return self._set_writable(connection_id, False)
            case WriteResumed(connection_id):
                return self._set_writable(connection_id, True)
            case PingReceived(connection_id):
                return self._note_ping(connection_id, now)
            case ShutDown():
                return self._shut_down(now)

    # The handshake.

    def _connect(
        self, connection_id: str, request: Request, now: float
    ) -> list[Action]:
        if self._is_shut_down:
            return [Reject(connection_id, Response(self._settings.shut_down_status))]
        request_id = self._ids.request_id(now)
        refusal = check_handshake(
            request,
            self._api,
            self._settings,
            connection_id=connection_id,
            request_id=request_id,
        )
        if refusal is not None:
            return [Reject(connection_id, refusal)]
        connection = Connection.from_request(connection_id, request, now=now)
        self._connections[connection_id] = connection
        if "$connect" not in self._api.routes:
            return self._open(connection, None, now)
        proxy_event = build_connect_event(
            self._api,
            connection,
            request,
            request_id=request_id,
            trace_id=self._ids.trace_id(now),
            now=now,
        )
        return self._invoke(connection, "$connect", request_id, proxy_event, now)

    def _finish_connect(
        self, invocation: Invocation, result: InvocationResult, now: float
    ) -> list[Action]:
        answer = to_proxy_result(result)
        if answer is None:
            status = self._settings.handler_failure_status
            return self._reject(invocation, status, _INTERNAL_ERROR)
        if 200 <= answer.status < 300:
            return self._open(invocation.connection, answer.subprotocol, now)
        response = success_response(answer.status, invocation.request_id)
        return self._forget(invocation.connection, response)

    def _reject(
        self, invocation: Invocation, status: int, message: str
    ) -> list[Action]:
        response = error_response(
            status,
            "InternalServerErrorException",
            message,
            connection_id=invocation.connection.connection_id,
            request_id=invocation.request_id,
        )
        return self._forget(invocation.connection, response)

    def _forget(self, connection: Connection, response: Response) -> list[Action]:
        del self._connections[connection.connection_id]
        return [Reject(connection.connection_id, response)]

    def _open(
        self, connection: Connection, subprotocol: str | None, now: float
    ) -> list[Action]:
        connection.state = State.OPEN
        connection.last_active_at = now
        idle, duration = connection.timers
        return [
            Accept(connection.connection_id, subprotocol),
            SetTimer(idle, now + self._settings.idle_timeout),
            SetTimer(duration, now + self._settings.connection_timeout),
        ]

    # Messages.

    def _receive(self, connection_id: str, text: str, now: float) -> list[Action]:
        connection = self._find_open(connection_id)
        if connection is None:
            return []
        connection.last_active_at = now
        request_id = self._ids.request_id(now)
        route_key = self._selection.route_key(text, self._api.routes)
        if route_key is None:
            return self._send_error(connection, "Forbidden", request_id, now)
        proxy_event = build_message_event(
            self._api,
            connection,
            route_key=route_key,
            body=text,
            message_id=self._ids.message_id(now, connection_id),
            request_id=request_id,
            now=now,
        )
        return self._invoke(connection, route_key, request_id, proxy_event, now)

    def _finish_message(
        self, invocation: Invocation, result: InvocationResult, now: float
    ) -> list[Action]:
        connection, request_id = invocation.connection, invocation.request_id
        is_checked = invocation.reply or self._settings.one_way_checks_result
        if isinstance(result, Returned) and not is_checked:
            return []
        answer = to_proxy_result(result)
        if answer is None or len(answer.body) > self._settings.message_size:
            return self._send_error(connection, _INTERNAL_ERROR, request_id, now)
        return self._send(connection, answer.body, now) if invocation.reply else []

    def _send_error(
        self, connection: Connection, message: str, request_id: str, now: float
    ) -> list[Action]:
        body = error_body(message, connection.connection_id, request_id)
        return self._send(connection, body, now)

    def _send(self, connection: Connection, data: bytes, now: float) -> list[Action]:
        connection.last_active_at = now
        return [SendMessage(connection.connection_id, data)]

    # Invocations, of `$connect` and for messages.

    def _invoke(
        self,
        connection: Connection,
        route_key: str,
        request_id: str,
        proxy_event: dict[str, object],
        now: float,
    ) -> list[Action]:
        route = self._api.routes[route_key]
        invocation = Invocation(request_id, connection, route_key, route.reply)
        return self._invocations.start(
            invocation, route.function_name, proxy_event, now=now
        )

    def _finish(
        self, request_id: str, result: InvocationResult, now: float
    ) -> list[Action]:
        invocation = self._invocations.end(request_id)
        if invocation is None:
            return []
        cancel = CancelTimer(invocation.timer)
        if not self._is_known(invocation.connection):
            return [cancel]
        if invocation.is_connect:
            return [cancel, *self._finish_connect(invocation, result, now)]
        return [cancel, *self._finish_message(invocation, result, now)]

    def _time_out_invocation(self, request_id: str, now: float) -> list[Action]:
        invocation = self._invocations.end(request_id)
        if invocation is None or not self._is_known(invocation.connection):
            return []
        if invocation.is_connect:
            status = self._settings.handler_timeout_status
            return self._reject(invocation, status, _TIMED_OUT)
        return self._send_error(invocation.connection, _TIMED_OUT, request_id, now)

    # The `@connections` API.

    def _manage(self, call: ManagementCall, now: float) -> list[Action]:
        connection = call.find(self._api, self._connections, self._settings)
        if isinstance(connection, Response):
            return [Respond(call.request_id, connection)]
        respond = Respond(call.request_id, call.success(connection))
        match call.request.method:
            case "POST":
                return [*self._send(connection, call.request.body, now), respond]
            case "DELETE":
                close = self._settings.delete_close
                return [*self._end(connection.connection_id, close, now), respond]
            case _:
                return [respond]

    # The end of a connection.

    def _end(self, connection_id: str, close: Close, now: float) -> list[Action]:
        """End an open connection from our side."""
        connection = self._find_open(connection_id)
        if connection is None:
            return []
        return [
            CloseConnection(connection_id, close.code, close.reason),
            *self._close(connection, close, now),
        ]

    def _lose(self, connection_id: str, close: Close, now: float) -> list[Action]:
        """Note that a connection has ended."""
        connection = self._connections.get(connection_id)
        if connection is None:
            return []
        if connection.state is State.CONNECTING:  # it never existed
            del self._connections[connection_id]
            return []
        if close.code == _NO_STATUS:
            close = Close(close.code, self._settings.no_status_reason)
        return self._close(connection, close, now)

    def _close(self, connection: Connection, close: Close, now: float) -> list[Action]:
        """Forget an open connection and invoke `$disconnect`."""
        del self._connections[connection.connection_id]
        actions: list[Action] = [CancelTimer(timer) for timer in connection.timers]
        route = self._api.routes.get("$disconnect")
        if route is not None:
            request_id = self._ids.request_id(now)
            proxy_event = build_disconnect_event(
                self._api, connection, close, request_id=request_id, now=now
            )
            actions.append(Invoke(request_id, route.function_name, proxy_event))
        return actions

    def _shut_down(self, now: float) -> list[Action]:
        """End all connections; from now on there are no new ones."""
        self._is_shut_down = True
        close = self._settings.shutdown_close
        actions: list[Action] = []
        for connection in tuple(self._connections.values()):
            if connection.state is State.OPEN:
                actions += self._end(connection.connection_id, close, now)
            else:
                actions += self._forget(
                    connection, Response(self._settings.shut_down_status)
                )
        return actions

    # Timers and the state of the client.

    def _time_out(self, timer: Timer, now: float) -> list[Action]:
        match timer.kind:
            case "integration":
                return self._time_out_invocation(timer.id, now)
            case "duration":
                close = self._settings.connection_timeout_close
                return self._end(timer.id, close, now)
            case "idle":
                return self._time_out_idle(timer, now)

    def _time_out_idle(self, timer: Timer, now: float) -> list[Action]:
        connection = self._find_open(timer.id)
        if connection is None:
            return []
        deadline = connection.last_active_at + self._settings.idle_timeout
        if now < deadline:
            return [SetTimer(timer, deadline)]
        return self._end(timer.id, self._settings.idle_close, now)

    def _note_ping(self, connection_id: str, now: float) -> list[Action]:
        connection = self._find_open(connection_id)
        if connection is not None and self._settings.ping_resets_idle:
            connection.last_active_at = now
        return []

    def _set_writable(self, connection_id: str, writable: bool) -> list[Action]:
        connection = self._find_open(connection_id)
        if connection is not None:
            connection.writable = writable
        return []

    def _find_open(self, connection_id: str) -> Connection | None:
        connection = self._connections.get(connection_id)
        if connection is None or connection.state is not State.OPEN:
            return None
        return connection

    def _is_known(self, connection: Connection) -> bool:
        return connection.connection_id in self._connections
