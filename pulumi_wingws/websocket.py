"""``WebSocket``: an API Gateway WebSocket API with inline handlers."""

import re
import warnings
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn, TypeAlias, TypeVar, Unpack, overload

import pulumi
import wingws_runtime

from .capturable import Capturable
from .dependencies import Architecture, Requirements
from .errors import ConfigurationError, PhaseError
from .function_options import FunctionOptions, function_spec
from .grants import Grant
from .handler import Handler, described
from .init import InitFunction
from .late import late
from .naming import child_name, route_role
from .permissions import WEBSOCKET_VERBS, websocket_statement
from .program import Program
from .targets.base import ApiSpec, FunctionSpec, StageSpec

__all__ = ["WebSocket", "WebSocketResources"]

TOKEN = "wingws:index:WebSocket"

Function = TypeVar("Function", bound=Callable[..., object])
ConnectResult: TypeAlias = (
    wingws_runtime.Accept | wingws_runtime.Reject | Mapping[str, Any] | bool | None
)
ConnectFunction = TypeVar(
    "ConnectFunction", bound=Callable[..., ConnectResult | Awaitable[ConnectResult]]
)

# https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages.html
_STAGE_NAME = re.compile(r"[A-Za-z0-9_-]{1,128}")
_LIFECYCLE_KEYS = ("$connect", "$disconnect", "$default")


@dataclass(frozen=True)
class WebSocketResources:
    """The children of a :class:`WebSocket`, the escape hatch.

    ``handlers`` holds the ``Handler`` components by route key, as far as the program
    has registered them.
    """

    api: pulumi.Resource
    stage: pulumi.Resource
    handlers: Mapping[str, Handler]


class WebSocket(Capturable, wingws_runtime.WebSocket):
    """A WebSocket API: routes to inline handlers, and a way to push to its clients.

    The decorators register handlers; a decorated function stays a plain callable. Each
    takes ``memory_size``, ``timeout``, ``architecture`` and ``requirements`` of its own
    for the one handler, and ``grants`` and ``include`` on top of these.
    Inside a handler the captured API has :meth:`send_message`, :meth:`disconnect` and
    :meth:`get_connection`.

    Args:
        resource_name: logical name.
        opts: Pulumi's resource options.
        name: the API's own name; the logical name when left out.
        stage_name: name of the one stage, part of the URL.
        route_selection_expression: which part of a message chooses its route, see
            https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html
        memory_size: MB of each handler's function, 128 to 10240.
        timeout: seconds a handler may take, 1 to 29.
        architecture: the processor of each handler's function, ``arm64`` or ``x86_64``.
        requirements: the packages of each handler: requirement strings, or the path of
            a requirements file or of a ``uv.lock``, relative to the project. Left out,
            a handler gets what its code imports, in the versions that are installed.
        grants: IAM statements for each handler on top of what its code needs, as
            ``{"Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*"}``.
        include: what travels with each handler though no reading of its code finds it:
            modules of the program, as ``plugins`` or ``plugins.*`` with all below it,
            and files of the project, as ``templates/*.html``.

    Raises:
        ConfigurationError: an argument that AWS would refuse.
    """

    _handler_methods: ClassVar[frozenset[str]] = frozenset(WEBSOCKET_VERBS)
    _environment_section = "websockets"

    url: pulumi.Output[str]
    """``wss://…/{stage}``, known once every route works."""
    callback_url: pulumi.Output[str]
    """``https://…/{stage}``, the endpoint of ``@connections``."""
    api_id: pulumi.Output[str]
    stage_name: str

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        name: str | None = None,
        stage_name: str = "prod",
        route_selection_expression: str = "$request.body.action",
        memory_size: int = 1024,
        timeout: int = 29,
        architecture: Architecture = "arm64",
        requirements: Requirements | None = None,
        grants: Sequence[Grant] = (),
        include: Sequence[str] = (),
    ) -> None:
        _check_stage_name(stage_name)
        _check_expression(route_selection_expression)
        self._function = function_spec(
            FunctionSpec(),
            {
                "memory_size": memory_size,
                "timeout": timeout,
                "architecture": architecture,
                "requirements": requirements,
                "grants": grants,
                "include": include,
            },
        )
        self._handlers: dict[str, Handler] = {}
        inputs = {
            "name": name or resource_name,
            "stage_name": stage_name,
            "route_selection_expression": route_selection_expression,
        }
        super().__init__(TOKEN, resource_name, inputs, opts, Program.current())
        self.stage_name = stage_name
        self._program.checks.append(self._problem)
        target = self._program.target
        self._api = target.api(
            ApiSpec(
                resource_name=resource_name,
                api_name=name or resource_name,
                stage_name=stage_name,
                route_selection_expression=route_selection_expression,
            ),
            opts=self._child_opts(),
        )
        stage = target.stage(
            StageSpec(
                resource_name=resource_name,
                stage_name=stage_name,
                api=self._api,
                handlers=late(_resources_of(self._handlers, self._program)),
            ),
            opts=self._child_opts(),
        )
        self.api_id = self._api.api_id
        self.callback_url = self._api.callback_url
        self.url = stage.url
        self.resources = WebSocketResources(
            **self._api.resources, **stage.resources, handlers=self._handlers
        )
        self.register_outputs(
            {
                "url": self.url,
                "callback_url": self.callback_url,
                "api_id": self.api_id,
                "stage_name": self.stage_name,
            }
        )

    # Decorators: each usable bare, with options, or as a plain call.

    @overload
    def on_connect(self, function: ConnectFunction, /) -> ConnectFunction: ...
    @overload
    def on_connect(
        self, /, **options: Unpack[FunctionOptions]
    ) -> Callable[[ConnectFunction], ConnectFunction]: ...
    def on_connect(
        self, function: Any = None, /, **options: Unpack[FunctionOptions]
    ) -> Any:
        """Handle ``$connect``; the handshake waits for ``function(connection_id)``.

        Returning nothing (or True) accepts, ``False`` or ``Reject(status)`` refuses,
        ``Accept(subprotocol=…)`` chooses a subprotocol.
        """
        return self._decorator("$connect", function, options)

    @overload
    def on_disconnect(self, function: Function, /) -> Function: ...
    @overload
    def on_disconnect(
        self, /, **options: Unpack[FunctionOptions]
    ) -> Callable[[Function], Function]: ...
    def on_disconnect(
        self, function: Any = None, /, **options: Unpack[FunctionOptions]
    ) -> Any:
        """Handle ``$disconnect``: ``function(connection_id)``, after the socket closed.

        Best effort, as on AWS: a client that vanishes may never be reported.
        """
        return self._decorator("$disconnect", function, options)

    @overload
    def on_message(self, function: Function, /) -> Function: ...
    @overload
    def on_message(
        self,
        /,
        *,
        reply: bool = False,
        **options: Unpack[FunctionOptions],
    ) -> Callable[[Function], Function]: ...
    def on_message(
        self,
        function: Any = None,
        /,
        *,
        reply: bool = False,
        **options: Unpack[FunctionOptions],
    ) -> Any:
        """Handle ``$default``: ``function(connection_id, body)`` for every message that
        no other route takes.

        With ``reply=True`` what it returns goes back to the sender.
        """
        return self._decorator("$default", function, options, reply)

    def route(
        self,
        route_key: str,
        /,
        *,
        reply: bool = False,
        **options: Unpack[FunctionOptions],
    ) -> Callable[[Function], Function]:
        """Handle the messages that the route selection expression maps to
        ``route_key``: ``@chat.route("join")``.
        """
        decorator: Callable[[Function], Function] = self._decorator(
            route_key, None, options, reply
        )
        return decorator

    def on_init(self, function: InitFunction, /) -> InitFunction:
        """Run ``function()`` once per cold start, before the first event, in every
        function of this API: for what cannot be captured, such as a client's login.
        """
        self._program.add_init(function, owner=self)
        return function

    def initialize(self) -> None:
        """Do nothing: Wing's README calls it, and its programs port line by line."""
        warnings.warn(
            "WebSocket.initialize() does nothing and can be removed",
            DeprecationWarning,
            stacklevel=2,
        )

    # What a handler that captures this API needs. Its handler-time methods are those
    # of the handle, inherited with their types; here they have nobody to talk to.

    @property
    def _management(self) -> NoReturn:
        raise PhaseError(self)

    def _environment_entry(self) -> Mapping[str, pulumi.Output[str]]:
        return {"endpoint": self.callback_url}

    def _statement(self, methods: Collection[str]) -> pulumi.Output[dict[str, Any]]:
        return self._api.execution_arn.apply(
            lambda arn: websocket_statement(
                methods, execution_arn=arn, stage_name=self.stage_name
            )
        )

    def _decorator(
        self,
        route_key: str,
        function: Any,
        options: FunctionOptions,
        reply: bool = False,
    ) -> Any:
        _check_route_key(route_key)
        spec = function_spec(self._function, options)

        def decorate(function: Function) -> Function:
            self._add(route_key, function, reply, spec)
            return function

        return decorate if function is None else decorate(function)

    def _add(
        self,
        route_key: str,
        function: Callable[..., object],
        reply: bool,
        spec: FunctionSpec,
    ) -> None:
        if route_key in self._handlers:
            first, second = (
                described(each, self._program.stack.root)
                for each in (self._handlers[route_key].function, function)
            )
            raise ConfigurationError(
                f"route {route_key!r} of WebSocket {self.name!r} has two handlers, "
                f"{first} and {second}; keep one of them"
            )
        self._handlers[route_key] = Handler(
            child_name(self.name, route_role(route_key)),
            function,
            program=self._program,
            api=self._api,
            stage_name=self.stage_name,
            route_key=route_key,
            reply=reply,
            spec=spec,
            opts=self._child_opts(),
        )

    def _problem(self) -> str | None:
        """Say what only the whole program shows: nobody handles anything."""
        if self._handlers:
            return None
        return (
            f"WebSocket {self.name!r} has no handlers; decorate a function "
            "with its on_connect, on_disconnect, on_message or route"
        )


async def _resources_of(
    handlers: Mapping[str, Handler], program: Program
) -> list[pulumi.Resource]:
    """List the resources of all routes, once the program's body has finished."""
    program.check()
    return [
        resource
        for handler in handlers.values()
        for resource in handler.resources.values()
    ]


def _check_stage_name(stage_name: str) -> None:
    if not isinstance(stage_name, str) or not _STAGE_NAME.fullmatch(stage_name):
        raise ConfigurationError(
            f"stage name {stage_name!r} is not allowed; "
            "expected 1 to 128 letters, digits, '-' or '_'"
        )


def _check_expression(expression: str) -> None:
    if not isinstance(expression, str) or not expression:
        raise ConfigurationError(
            f"route selection expression {expression!r} is not allowed; "
            "expected one like '$request.body.action'"
        )


def _check_route_key(route_key: str) -> None:
    is_name = isinstance(route_key, str) and route_key.strip()
    if not is_name or (route_key[0] == "$" and route_key not in _LIFECYCLE_KEYS):
        raise ConfigurationError(
            f"route key {route_key!r} is not allowed; "
            f"expected {', '.join(_LIFECYCLE_KEYS)} or an action name"
        )
