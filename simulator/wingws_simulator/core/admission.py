"""
Who may connect: the way from a handshake to its 101.

First what can be told from the request (`check_handshake`), then throttles, then IAM
or an authorizer, then the API key, then the `$connect` handler. The last two that take
time are invocations; between them a connection is CONNECTING and nobody's yet.

"""

from __future__ import annotations

import json
from collections.abc import Mapping

from .actions import Accept, Action, Reject, SetTimer, Show
from .api_config import ApiConfig, Authorizer
from .authorizer_result import is_unauthorized, to_authorizer_result
from .caller import AccessDenied, Authenticate
from .connection import Connection, Connections, State
from .handshake import Handshake, check_handshake
from .http_message import Request, Response
from .iam import Decision
from .identity_source import IdentitySource
from .ids import Ids
from .invocation import Invocation, Invocations
from .lambda_result import InvocationResult
from .proxy_event import build_authorizer_event, build_connect_event
from .proxy_result import to_proxy_result
from .responses import (
    INTERNAL_ERROR,
    TIMED_OUT,
    Refusal,
    access_denied_message,
    success_response,
)
from .settings import Settings
from .signature import SignatureError
from .throttle import Throttles

__all__ = ["Admission"]

_INVOKE = "execute-api:Invoke"
_NOT_AUTHORIZED = "User is not authorized to access this resource"


class Admission:
    """
    Lets clients in, or not.

    Args:
        ids: Source of ids.
        settings: Limits and defaults.
        connections: Where connections are remembered.
        invocations: Where invocations are remembered.
        throttles: What may happen at the moment.
        authenticate: Tells who signed a request.

    """

    def __init__(
        self,
        ids: Ids,
        settings: Settings,
        *,
        connections: Connections,
        invocations: Invocations,
        throttles: Throttles,
        authenticate: Authenticate,
    ) -> None:
        self._ids = ids
        self._settings = settings
        self._connections = connections
        self._invocations = invocations
        self._throttles = throttles
        self._authenticate = authenticate

    def begin(
        self, connection_id: str, request: Request, api: ApiConfig, *, now: float
    ) -> list[Action]:
        """Take in a handshake."""
        request_id = self._ids.request_id(now)
        refusal = check_handshake(request, api, self._settings)
        if refusal is None and not self._throttles.allow_connection(now):
            refusal = Refusal(
                self._settings.throttled_status,
                "TooManyRequestsException",
                self._settings.throttled_message,
            )
        if refusal is not None:
            return [Reject(connection_id, refusal.response(connection_id, request_id))]
        connection = Connection.from_request(connection_id, request, now=now)
        self._connections.add(connection)
        trace_id = self._ids.trace_id(now)
        handshake = Handshake(connection, request, request_id, trace_id)
        return self._authorize(handshake, api, now)

    def finish(
        self,
        invocation: Invocation,
        handshake: Handshake,
        result: InvocationResult,
        api: ApiConfig,
        *,
        now: float,
    ) -> list[Action]:
        """Go on with a handshake that has waited for an invocation."""
        if invocation.is_authorizer:
            return self._finish_authorizer(handshake, result, api, now)
        return self._finish_connect(handshake, result, now)

    def time_out(self, invocation: Invocation, handshake: Handshake) -> list[Action]:
        """Refuse a handshake that has waited too long."""
        if invocation.is_authorizer:
            return self._fail_authorizer(handshake)
        status = self._settings.handler_timeout_status
        return self._refuse(handshake, status, "GatewayTimeoutException", TIMED_OUT)

    def fail(self, invocation: Invocation, handshake: Handshake) -> list[Action]:
        """Refuse a handshake whose function could not be invoked."""
        if invocation.is_authorizer:
            return self._fail_authorizer(handshake)
        status = self._settings.not_invoked_status
        return self._refuse(
            handshake, status, "InternalServerErrorException", INTERNAL_ERROR
        )

    # Whether the client is somebody who may connect.

    def _authorize(
        self, handshake: Handshake, api: ApiConfig, now: float
    ) -> list[Action]:
        route = api.routes.get("$connect")
        match route and route.authorization:
            case Authorizer() as authorizer:
                return self._ask(authorizer, handshake, api, now)
            case "AWS_IAM":
                return self._check_signature(handshake, api, now)
            case _:
                return self._check_key(handshake, api, None, now)

    def _check_signature(
        self, handshake: Handshake, api: ApiConfig, now: float
    ) -> list[Action]:
        status = self._settings.denied_status
        try:
            caller = self._authenticate(handshake.request)
            caller.check(_INVOKE, api.connect_arn, _conditions(handshake))
        except SignatureError as exc:
            return self._refuse(handshake, status, exc.error_type, exc.message)
        except AccessDenied as exc:
            message = access_denied_message(exc)
            return self._refuse(handshake, status, "AccessDeniedException", message)
        handshake.connection.credentials = caller.identity
        return self._check_key(handshake, api, None, now)

    def _ask(
        self, authorizer: Authorizer, handshake: Handshake, api: ApiConfig, now: float
    ) -> list[Action]:
        """Invoke the authorizer, if the handshake has what it needs to decide."""
        event = build_authorizer_event(api, handshake, now=now)
        sources = map(IdentitySource.parse, authorizer.identity_sources)
        if not all(source.is_in(event) for source in sources):
            return self._refuse_unauthorized(handshake)
        invocation = Invocation(
            self._ids.request_id(now),
            authorizer.function_name,
            json.dumps(event),
            ("AUTHORIZER", api.api_id, handshake.connection.connection_id, None),
            handshake.connection,
            self._settings.authorizer_timeout,
            handshake=handshake,
            is_authorizer=True,
        )
        return self._invocations.start(invocation, now=now)

    def _finish_authorizer(
        self, handshake: Handshake, result: InvocationResult, api: ApiConfig, now: float
    ) -> list[Action]:
        if is_unauthorized(result):
            return self._refuse_unauthorized(handshake)
        size = self._settings.authorizer_result_size
        answer = to_authorizer_result(result, size=size)
        if answer is None:
            return self._fail_authorizer(handshake)
        decision = answer.decide(api.connect_arn, _conditions(handshake))
        if decision is not Decision.ALLOW:
            is_explicit = decision is Decision.EXPLICIT_DENY
            message = _NOT_AUTHORIZED + " with an explicit deny" * is_explicit
            status = self._settings.denied_status
            return self._refuse(handshake, status, "AccessDeniedException", message)
        connection = handshake.connection
        connection.authorizer = answer.to_event(now - connection.connected_at)
        return self._check_key(handshake, api, answer.usage_identifier_key, now)

    def _check_key(
        self,
        handshake: Handshake,
        api: ApiConfig,
        usage_identifier_key: str | None,
        now: float,
    ) -> list[Action]:
        route = api.routes.get("$connect")
        if route is None or not route.api_key_required:
            return self._invoke(handshake, api, now)
        key = usage_identifier_key
        if api.api_key_selection == "$request.header.x-api-key":
            key = handshake.request.header("x-api-key")
        if key is None or key not in api.api_keys:
            status = self._settings.no_api_key_status
            return self._refuse(handshake, status, "ForbiddenException", "Forbidden")
        if not self._throttles.allow_key(key, now):
            status = self._settings.throttled_status
            message = self._settings.quota_message
            return self._refuse(handshake, status, "LimitExceededException", message)
        connection = handshake.connection
        found = {"apiKey": key, "apiKeyId": api.api_keys[key]}
        connection.credentials = {**found, **connection.credentials}
        return self._invoke(handshake, api, now)

    # What the `$connect` handler says.

    def _invoke(self, handshake: Handshake, api: ApiConfig, now: float) -> list[Action]:
        route = api.routes.get("$connect")
        if route is None:
            return self._open(handshake.connection, None, now)
        invocation = Invocation(
            handshake.request_id,
            route.function_name,
            json.dumps(build_connect_event(api, handshake, now=now)),
            ("CONNECT", api.api_id, handshake.connection.connection_id, None),
            handshake.connection,
            self._settings.integration_timeout,
            handshake=handshake,
        )
        return self._invocations.start(invocation, now=now)

    def _finish_connect(
        self, handshake: Handshake, result: InvocationResult, now: float
    ) -> list[Action]:
        answer = to_proxy_result(result)
        if answer is None:
            status = self._settings.handler_failure_status
            return self._refuse(
                handshake, status, "InternalServerErrorException", INTERNAL_ERROR
            )
        if 200 <= answer.status < 300:
            return self._open(handshake.connection, answer.subprotocol, now)
        response = success_response(answer.status, handshake.request_id)
        if self._settings.rejection_has_body:
            response = response._replace(body=answer.body)
        return self._reject(handshake, response)

    def _open(
        self, connection: Connection, subprotocol: str | None, now: float
    ) -> list[Action]:
        connection.state = State.OPEN
        connection.last_active_at = now
        idle, duration = connection.timers
        return [
            Accept(connection.connection_id, subprotocol),
            Show(connection.connection_id),
            SetTimer(idle, now + self._settings.idle_timeout),
            SetTimer(duration, now + self._settings.connection_timeout),
        ]

    # The ways to say no.

    def _refuse_unauthorized(self, handshake: Handshake) -> list[Action]:
        status = self._settings.unauthorized_status
        return self._refuse(handshake, status, "UnauthorizedException", "Unauthorized")

    def _fail_authorizer(self, handshake: Handshake) -> list[Action]:
        status = self._settings.authorizer_failure_status
        return self._refuse(
            handshake, status, "AuthorizerConfigurationException", INTERNAL_ERROR
        )

    def _refuse(
        self, handshake: Handshake, status: int, error_type: str, message: str
    ) -> list[Action]:
        refusal = Refusal(status, error_type, message)
        connection_id = handshake.connection.connection_id
        return self._reject(
            handshake, refusal.response(connection_id, handshake.request_id)
        )

    def _reject(self, handshake: Handshake, response: Response) -> list[Action]:
        self._connections.remove(handshake.connection)
        return [Reject(handshake.connection.connection_id, response)]


def _conditions(handshake: Handshake) -> Mapping[str, str]:
    """Return the condition keys that policies can ask about."""
    return {"aws:SourceIp": handshake.connection.source_ip}
