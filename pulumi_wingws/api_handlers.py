"""The handlers of one ``WebSocket``: of its routes, and of who may connect."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import TypedDict

import pulumi
import wingws_runtime

from .capturable import Capturable
from .errors import ConfigurationError
from .foreign_handler import ForeignHandler
from .function_options import FunctionOptions
from .handler import Handler, described
from .lambda_function import LambdaFunction
from .late import late
from .lints import ROUTES, Lint, LintName
from .naming import child_name, route_role
from .program import Program
from .shared_handler import SharedHandler
from .shared_route import SharedRoute
from .targets.api_specs import Api, Throttle
from .targets.function_specs import FunctionSpec
from .targets.route_specs import Authorization, AuthorizerSpec, RouteSpec
from .websocket_options import Auth

__all__ = ["ApiHandlers", "resources_of"]

# No route can have such a key.
_AUTHORIZER = "$authorizer"

_NOT_MESSAGES = ("$connect", "$disconnect", _AUTHORIZER)


class _Common(TypedDict):
    """What every kind of handler is made with."""

    program: Program
    api: Api
    stage_name: str
    opts: pulumi.ResourceOptions


class ApiHandlers:
    """The handlers of an API, one for each route, and at most one authorizer.

    Args:
        owner: the component that they are children of.
        api: the API.
        stage_name: name of its stage.
        shared: the one function of all its routes; None for one of each.
        auth: who may connect, unless an authorizer says.
        needs_api_key: whether a client needs an API key.
        has_access_log: whether its stage has one.
        has_execution_log: whether its stage has one.
        silence: names of lints not to show.

    Attributes:
        by_key: them by route key, the authorizer by ``$authorizer``.
        throttles: of those routes that have one of their own, by route key.
    """

    def __init__(
        self,
        owner: Capturable,
        api: Api,
        stage_name: str,
        *,
        shared: FunctionSpec | None,
        auth: Auth | None,
        needs_api_key: bool,
        has_access_log: bool,
        has_execution_log: bool,
        silence: Collection[LintName],
    ) -> None:
        self.by_key: dict[str, Handler | SharedRoute | ForeignHandler] = {}
        self.throttles: dict[str, Throttle] = {}
        self._owner = owner
        self._name = owner.name
        self._program = owner._program
        self._api = api
        self._stage_name = stage_name
        self._shared = shared
        self._shared_handler: SharedHandler | None = None
        self._auth = auth
        self._needs_api_key = needs_api_key
        self._has_access_log = has_access_log
        self._has_execution_log = has_execution_log
        self._silence = silence
        self._is_authorization_known = False

    def check_own_options(self, route_key: str, options: FunctionOptions) -> None:
        """Refuse what a handler without a function of its own says of it.

        Raises:
            ConfigurationError: it says something.
        """
        own = options.keys() & FunctionOptions.__annotations__.keys()
        if self._shared is not None and own:
            raise ConfigurationError(
                f"option {min(own)!r} is not allowed at route {route_key!r}: "
                f"handlers='single' gives all routes one function; give it to "
                f"WebSocket {self._name!r}"
            )

    def add_route(
        self,
        route_key: str,
        function: Callable[..., object] | LambdaFunction,
        reply: bool,
        spec: FunctionSpec,
        throttle: Throttle | None,
    ) -> None:
        """Add the handler of a route.

        Raises:
            ConfigurationError: the route has one.
        """
        route = RouteSpec(route_key, reply, throttle=throttle)
        if route_key == "$connect":
            route = replace(
                route,
                authorization=late(self._authorization()),
                api_key_required=self._needs_api_key,
            )
        self._add(route_key, function, route, spec)
        if throttle is not None:
            self.throttles[route_key] = throttle

    def add_missing(self, spec: FunctionSpec) -> None:
        """Add handlers that register connections, where the program has none."""
        # Without what users' code may need beside that: it has none.
        spec = replace(spec, grants=(), include=(), environment={})
        for route_key in ("$connect", "$disconnect"):
            if route_key not in self.by_key:
                nothing = wingws_runtime.nothing_else
                self.add_route(route_key, nothing, False, spec, None)

    def add_authorizer(
        self,
        function: Callable[..., object] | LambdaFunction,
        identity_sources: tuple[str, ...],
        spec: FunctionSpec,
    ) -> None:
        """Add the authorizer.

        Raises:
            ConfigurationError: something else says who may connect.
        """
        self._check_no_other_authorization(function)
        self._add(_AUTHORIZER, function, AuthorizerSpec(identity_sources), spec)

    def _add(
        self,
        key: str,
        function: Callable[..., object] | LambdaFunction,
        serves: RouteSpec | AuthorizerSpec,
        spec: FunctionSpec,
    ) -> None:
        if key in self.by_key:
            both = map(self._described, (self.by_key[key].function, function))
            what = f"WebSocket {self._name!r} has two authorizers"
            if key != _AUTHORIZER:
                what = f"route {key!r} of WebSocket {self._name!r} has two handlers"
            raise ConfigurationError(f"{what}, {' and '.join(both)}; keep one of them")
        self.by_key[key] = self._made(key, function, serves, spec)

    def _made(
        self,
        key: str,
        function: Callable[..., object] | LambdaFunction,
        serves: RouteSpec | AuthorizerSpec,
        spec: FunctionSpec,
    ) -> Handler | SharedRoute | ForeignHandler:
        name = child_name(self._name, route_role(key))
        common = _Common(
            program=self._program,
            api=self._api,
            stage_name=self._stage_name,
            opts=self._owner._child_opts(),
        )
        if isinstance(function, LambdaFunction):
            return ForeignHandler(
                name, function, serves=serves, transform=spec.transform, **common
            )
        if self._shared is None or isinstance(serves, AuthorizerSpec):
            return Handler(name, function, serves=serves, spec=spec, **common)
        if self._shared_handler is None:
            shared_name = child_name(self._name, "routes")
            self._shared_handler = SharedHandler(
                shared_name, spec=self._shared, **common
            )
        return SharedRoute(
            name,
            function,
            shared=self._shared_handler,
            serves=serves,
            transform=spec.transform,
            **common,
        )

    async def route_throttles(self) -> Mapping[str, Throttle]:
        """Return the throttles of all routes, once the program's body has finished."""
        self._program.check()
        return self.throttles

    def _described(self, function: Callable[..., object] | LambdaFunction) -> str:
        if isinstance(function, LambdaFunction):
            return f"aws.lambda_.Function {function.pulumi_resource_name!r}"
        return described(function, self._program.stack.root)

    async def _authorization(self) -> Authorization:
        """Say who may connect, once the program's body has finished."""
        self._program.check()
        self._is_authorization_known = True
        if authorizer := self.by_key.get(_AUTHORIZER):
            return Authorization("CUSTOM", authorizer.resources)
        return Authorization("AWS_IAM" if self._auth == "iam" else "NONE")

    def _check_no_other_authorization(
        self, authorizer: Callable[..., object] | LambdaFunction
    ) -> None:
        where = f"authorizer {self._described(authorizer)} of WebSocket {self._name!r}"
        if self._auth is not None:
            raise ConfigurationError(
                f"{where} is beside auth={self._auth!r}; keep one of them"
            )
        if self._is_authorization_known:
            # An async program's: $connect is there already, open to everybody.
            raise ConfigurationError(
                f"{where} comes too late; decorate it before the program's first await"
            )

    def problem(self) -> str | None:
        """Say what only the whole program shows: nobody handles what has to be, or
        somebody who cannot."""
        if not self.by_key:
            return (
                f"WebSocket {self._name!r} has no handlers; decorate a function "
                "with its on_connect, on_disconnect, on_message or route"
            )
        for route_key in ("$connect", "$disconnect"):
            handler = self.by_key.get(route_key)
            if self._owner._connections and isinstance(handler, ForeignHandler):
                return (
                    f"route {route_key!r} of WebSocket {self._name!r} has "
                    f"{self._described(handler.function)}, which registers no "
                    "connections, as connections=True needs; decorate a function of "
                    "the program, or leave connections=True out"
                )
        guard = self._guard()
        if guard and "$connect" not in self.by_key:
            # AWS authorizes a route, and without that one lets everybody in.
            return (
                f"WebSocket {self._name!r} has {guard}, but nothing handles $connect; "
                "decorate a function with its on_connect, which need not do anything"
            )
        return None

    def lints(self) -> list[Lint]:
        """List what the program may regret, once its handlers are known."""
        return [each for each in self._all_lints() if each.name not in self._silence]

    def _all_lints(self) -> Iterator[Lint]:
        if not self._has_access_log:
            yield Lint("no-access-log", self._name)
        if not self._guard():
            yield Lint("no-authorizer", self._name)
        if "$connect" in self.by_key and "$disconnect" not in self.by_key:
            yield Lint("no-disconnect", self._name)
        if self._has_execution_log:
            yield Lint("no-log-retention", self._name)
        if len(self.by_key.keys() - {_AUTHORIZER}) > ROUTES:
            yield Lint("too-many-routes", self._name)
        messages = (h for key, h in self.by_key.items() if key not in _NOT_MESSAGES)
        for runs in dict.fromkeys(handler.runs for handler in messages):
            if runs is None:
                continue
            for used in self._program.artifact_of(runs).slice.components:
                if "scan" in used.methods and not used.escape:
                    name = runs.pulumi_resource_name
                    yield Lint("scan-per-message", name, used.methods["scan"])

    def _guard(self) -> str | None:
        """Name what says who may connect, if something does."""
        guards = {
            "an authorizer": _AUTHORIZER in self.by_key,
            f"auth={self._auth!r}": self._auth is not None,
            "api_keys": self._needs_api_key,
        }
        return next((name for name, is_there in guards.items() if is_there), None)


async def resources_of(
    handlers: Mapping[str, Handler | SharedRoute | ForeignHandler], program: Program
) -> list[pulumi.Resource]:
    """List the resources of all routes, once the program's body has finished."""
    program.check()
    resources = (each.resources.values() for each in handlers.values())
    return list(dict.fromkeys(chain.from_iterable(resources)))
