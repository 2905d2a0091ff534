"""The decorators of a ``WebSocket``, which register its handlers."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias, TypeVar, Unpack, overload

import wingws_runtime

from .api_handlers import ApiHandlers
from .errors import ConfigurationError
from .function_options import FunctionOptions, check_names, function_spec
from .lambda_function import LambdaFunction
from .module_path import function_at
from .route_options import RouteOptions, route_throttle
from .targets.api_specs import Throttle
from .targets.function_specs import FunctionSpec
from .websocket_options import check_identity_sources, check_reply, check_route_key

__all__ = ["HandlerDecorators"]

# A path, or a function that is not ours, in place of one.
Existing: TypeAlias = str | LambdaFunction
Function = TypeVar("Function", bound=Callable[..., object] | Existing)
ConnectResult: TypeAlias = (
    wingws_runtime.Accept | wingws_runtime.Reject | Mapping[str, Any] | bool | None
)
ConnectFunction = TypeVar(
    "ConnectFunction",
    bound=Callable[..., ConnectResult | Awaitable[ConnectResult]] | Existing,
)
AuthorizerResult: TypeAlias = (
    wingws_runtime.Allow | wingws_runtime.Deny | Mapping[str, Any]
)
AuthorizerFunction = TypeVar(
    "AuthorizerFunction",
    bound=Callable[..., AuthorizerResult | Awaitable[AuthorizerResult]] | Existing,
)

_AUTHORIZER_TIMEOUT = 10


class HandlerDecorators:
    """Each is usable bare, with options, or as a plain call."""

    _function: FunctionSpec
    _handlers: ApiHandlers
    _throttle: Throttle

    @overload
    def on_connect(
        self, function: ConnectFunction, /, **options: Unpack[RouteOptions]
    ) -> ConnectFunction: ...
    @overload
    def on_connect(
        self, /, **options: Unpack[RouteOptions]
    ) -> Callable[[ConnectFunction], ConnectFunction]: ...
    def on_connect(
        self, function: Any = None, /, **options: Unpack[RouteOptions]
    ) -> Any:
        """Handle ``$connect``; the handshake waits for ``function(connection_id)``.

        Returning nothing (or True) accepts, ``False`` or ``Reject(status)`` refuses,
        ``Accept(subprotocol=…)`` chooses a subprotocol.
        """
        return self._decorator("$connect", function, options)

    @overload
    def on_disconnect(
        self, function: Function, /, **options: Unpack[FunctionOptions]
    ) -> Function: ...
    @overload
    def on_disconnect(
        self, /, **options: Unpack[FunctionOptions]
    ) -> Callable[[Function], Function]: ...
    def on_disconnect(
        self, function: Any = None, /, **options: Unpack[RouteOptions]
    ) -> Any:
        """Handle ``$disconnect``: ``function(connection_id)``, after the socket closed.

        Best effort, as on AWS: a client that vanishes may never be reported.
        """
        return self._decorator("$disconnect", function, options)

    @overload
    def on_message(
        self,
        function: Function,
        /,
        *,
        reply: bool = False,
        **options: Unpack[RouteOptions],
    ) -> Function: ...
    @overload
    def on_message(
        self,
        /,
        *,
        reply: bool = False,
        **options: Unpack[RouteOptions],
    ) -> Callable[[Function], Function]: ...
    def on_message(
        self,
        function: Any = None,
        /,
        *,
        reply: bool = False,
        **options: Unpack[RouteOptions],
    ) -> Any:
        """Handle ``$default``: ``function(connection_id, body)`` for every message that
        no other route takes.

        With ``reply=True`` what it returns goes back to the sender.
        """
        return self._decorator("$default", function, options, reply)

    @overload
    def route(
        self,
        route_key: str,
        function: Function,
        /,
        *,
        reply: bool = False,
        **options: Unpack[RouteOptions],
    ) -> Function: ...
    @overload
    def route(
        self,
        route_key: str,
        /,
        *,
        reply: bool = False,
        **options: Unpack[RouteOptions],
    ) -> Callable[[Function], Function]: ...
    def route(
        self,
        route_key: str,
        function: Any = None,
        /,
        *,
        reply: bool = False,
        **options: Unpack[RouteOptions],
    ) -> Any:
        """Handle the messages that the route selection expression maps to
        ``route_key``: ``@chat.route("join")``, or ``chat.route("join", function)``.
        """
        return self._decorator(route_key, function, options, reply)

    @overload
    def authorizer(
        self,
        function: AuthorizerFunction,
        /,
        *,
        identity_sources: Sequence[str] = (),
        **options: Unpack[FunctionOptions],
    ) -> AuthorizerFunction: ...
    @overload
    def authorizer(
        self,
        /,
        *,
        identity_sources: Sequence[str] = (),
        **options: Unpack[FunctionOptions],
    ) -> Callable[[AuthorizerFunction], AuthorizerFunction]: ...
    def authorizer(
        self,
        function: Any = None,
        /,
        *,
        identity_sources: Sequence[str] = (),
        **options: Unpack[FunctionOptions],
    ) -> Any:
        """Decide who may connect: ``function(event)``, once for each handshake.

        It returns ``Allow(principal_id, context=…)``, which every later event shows as
        ``event.authorizer``, or ``Deny()``, status 403; a dict with ``principalId`` and
        ``policyDocument`` passes through. ``Exception("Unauthorized")`` is status 401,
        any other exception 500. A handshake that lacks one of ``identity_sources``,
        such as ``route.request.querystring.token``, gets 401 unasked. It has 10 seconds
        unless told otherwise.
        """
        check_names(options, FunctionOptions)
        sources = check_identity_sources(identity_sources)
        timeout = min(self._function.timeout, _AUTHORIZER_TIMEOUT)
        spec = function_spec(replace(self._function, timeout=timeout), options)

        def decorate(function: AuthorizerFunction) -> AuthorizerFunction:
            handler = _checked(function, options)
            self._handlers.add_authorizer(handler, sources, spec)
            return function

        return decorate if function is None else decorate(function)

    def _decorator(
        self,
        route_key: str,
        function: Any,
        options: RouteOptions,
        reply: bool = False,
    ) -> Any:
        check_route_key(route_key)
        check_reply(route_key, reply)
        check_names(options, RouteOptions)
        spec = function_spec(self._function, options)
        throttle = route_throttle(route_key, self._throttle, options)

        def decorate(function: Function) -> Function:
            handler = _checked(function, options)
            self._handlers.check_own_options(route_key, options)
            self._handlers.add_route(route_key, handler, reply, spec, throttle)
            return function

        return decorate if function is None else decorate(function)


def _checked(function: Any, options: FunctionOptions) -> Any:
    """Return what a path names, anything else as it is, if it can have the options."""
    if isinstance(function, str):
        return function_at(function)
    own = options.keys() & FunctionOptions.__annotations__.keys()
    if isinstance(function, LambdaFunction) and own:
        raise ConfigurationError(
            f"option {min(own)!r} is not allowed for aws.lambda_.Function "
            f"{function.pulumi_resource_name!r}; it has its own, change them there"
        )
    return function
