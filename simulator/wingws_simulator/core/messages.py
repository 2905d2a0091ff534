"""
What becomes of a message: a route is selected, its function invoked, maybe answered.

Every message is an invocation of its own, all concurrent: nothing here waits.
https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html

"""

from __future__ import annotations

from collections.abc import Callable

from .actions import Action, SendMessage
from .api_config import ApiConfig
from .connection import Connection
from .faults import Faults
from .ids import Ids
from .invocation import Invocation, Invocations
from .journal_event import DATA_SIZE, Note
from .lambda_result import InvocationResult, Returned
from .proxy_event import build_message_event
from .proxy_result import to_proxy_result
from .responses import INTERNAL_ERROR, TIMED_OUT, error_body
from .selection import Selection
from .settings import Settings
from .throttle import Throttles

__all__ = ["Messages"]


class Messages:
    """
    The messages of all connections, in both directions.

    Args:
        config: The API.
        ids: Source of ids.
        settings: Limits and defaults.
        invocations: Where invocations are remembered.
        throttles: What may happen at the moment.
        faults: What goes wrong on demand.
        random: Returns random numbers from 0 to 1, for the jitter.
        note: Is told what happens.

    Raises:
        ValueError: If the route selection expression isn't one.

    """

    def __init__(
        self,
        config: ApiConfig,
        ids: Ids,
        settings: Settings,
        *,
        invocations: Invocations,
        throttles: Throttles,
        faults: Faults,
        random: Callable[[], float],
        note: Note,
    ) -> None:
        self._ids = ids
        self._settings = settings
        self._invocations = invocations
        self._throttles = throttles
        self._faults = faults
        self._random = random
        self._note = note
        self.configure(config)

    def configure(self, config: ApiConfig) -> None:
        """
        Change the API.

        Raises:
            ValueError: If the route selection expression isn't one.

        """
        self._selection = Selection.parse(
            config.route_selection_expression, null=self._settings.null_selects
        )
        self._api = config

    def receive(self, connection: Connection, text: str, now: float) -> list[Action]:
        """Take in a message of the client."""
        connection.last_active_at = now
        request_id, message_id = self._ids.of_message(now, connection.connection_id)
        route_key, value = self._selection.select(text, self._api.routes)
        throttled = route_key and self._throttle(connection, route_key, now)
        found = self._selection, value and value[:DATA_SIZE]
        self._note(
            "message",
            self._api.api_id,
            connection.connection_id,
            message_id,
            text[:DATA_SIZE],
            len(text) if text.isascii() else len(text.encode()),
            route_key,
            "throttled" if throttled else found,
        )
        if route_key is None:
            return self._send_error(
                connection, "Forbidden", request_id, message_id, now=now
            )
        if throttled:
            return self._send_error(
                connection, throttled, request_id, message_id, now=now
            )
        event = build_message_event(
            self._api,
            connection,
            route_key=route_key,
            body=text,
            message_id=message_id,
            request_id=request_id,
            now=now,
        )
        route = self._api.routes[route_key]
        invocation = Invocation(
            request_id,
            route.function_name,
            event,
            ("MESSAGE", self._api.api_id, connection.connection_id, message_id),
            connection,
            self._settings.integration_timeout,
            reply=route.reply,
        )
        if jitter := self._faults.reordering or self._settings.jitter:
            start = now + self._random() * jitter
            return self._invocations.delay(invocation, until=start)
        return self._invocations.start(invocation, now=now)

    def _throttle(
        self, connection: Connection, route_key: str, now: float
    ) -> str | None:
        """Return what a message is refused with that is one too many."""
        if not self._throttles.allow_message(route_key, now):
            return self._settings.throttled_message
        api_key = connection.credentials.get("apiKey")
        if api_key is not None and not self._throttles.allow_key(api_key, now):
            return self._settings.quota_message
        return None

    def finish(
        self, invocation: Invocation, result: InvocationResult, *, now: float
    ) -> list[Action]:
        """Answer the sender of a message, if the route does or if something failed."""
        is_checked = invocation.reply or self._settings.one_way_checks_result
        if isinstance(result, Returned) and not is_checked:
            return []
        answer = to_proxy_result(result)
        if answer is None or len(answer.body) > self._settings.message_size:
            return self.fail(invocation, now=now)
        if not invocation.reply:
            return []
        return self.send(
            invocation.connection,
            answer.body,
            now=now,
            message_id=_message_of(invocation),
        )

    def time_out(self, invocation: Invocation, *, now: float) -> list[Action]:
        """Tell the sender of a message that its handler takes too long."""
        return self._send_failure(invocation, TIMED_OUT, now)

    def fail(self, invocation: Invocation, *, now: float) -> list[Action]:
        """Tell the sender of a message that its handler failed."""
        return self._send_failure(invocation, INTERNAL_ERROR, now)

    def _send_failure(
        self, invocation: Invocation, message: str, now: float
    ) -> list[Action]:
        return self._send_error(
            invocation.connection,
            message,
            invocation.invocation_id,
            _message_of(invocation),
            now=now,
        )

    def _send_error(
        self,
        connection: Connection,
        message: str,
        request_id: str,
        message_id: str | None,
        *,
        now: float,
    ) -> list[Action]:
        """Send an error frame; the connection stays open."""
        body = error_body(message, connection.connection_id, request_id)
        return self.send(connection, body, now=now, message_id=message_id)

    def send(
        self,
        connection: Connection,
        data: bytes,
        *,
        now: float,
        message_id: str | None = None,
    ) -> list[Action]:
        """Send a text message: a post, or what answers the message of an id."""
        connection.last_active_at = now
        return [SendMessage(connection.connection_id, data, message_id)]


def _message_of(invocation: Invocation) -> str | None:
    return invocation.origin[-1]
