"""``Handler``: one route or the authorizer of a WebSocket, and the function behind it.

The component exists so that a preview can be read: its input ``source`` holds the
sliced lines of the user's code, which the engine shows as a diff, while the code of a
function would be ``<contents elided>``.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import pulumi
import wingws_runtime
from wingws_runtime import parameters
from wingws_runtime.signature import Kind

from .errors import ConfigurationError
from .handler_code import HandlerCode
from .handlers import HandlerSource
from .program import Program
from .targets.api_specs import Api, Resources
from .targets.function_specs import FunctionSpec
from .targets.handler_specs import HandlerSpec
from .targets.route_specs import (
    AuthorizerSpec,
    PresenceSpec,
    RouteSpec,
    StreamSpec,
)

__all__ = ["TOKEN", "Handler", "described", "handler_source"]

TOKEN = "wingws:index:Handler"

_KINDS: Mapping[str, Kind] = {"$connect": "connect", "$disconnect": "disconnect"}


class Handler(pulumi.ComponentResource):
    """One handler. Made by the decorators of a ``WebSocket``, not by users.

    Attributes:
        function: the user's function, unchanged.
        runs: the component whose function it is.
        resources: the children by role; which there are depends on the target.
    """

    runs: pulumi.Resource
    resources: Resources

    def __init__(
        self,
        resource_name: str,
        function: Callable[..., object],
        *,
        program: Program,
        api: Api,
        stage_name: str,
        serves: RouteSpec | AuthorizerSpec,
        spec: FunctionSpec,
        opts: pulumi.ResourceOptions,
    ) -> None:
        source = handler_source(function, serves, spec)
        self.function = function
        self.runs = self
        self.owner = opts.parent
        program.add_handler(self, source, spec)
        code = HandlerCode(
            self,
            resource_name,
            self.owner,
            program=program,
            spec=spec,
            purpose=lambda: source.route_key or "the authorizer",
            registers=lambda: [source.route_key],
        )
        super().__init__(TOKEN, resource_name, {"source": code.source}, opts)
        self.resources = program.target.handler(
            HandlerSpec(
                resource_name=resource_name,
                api=api,
                stage_name=stage_name,
                serves=serves,
                function=spec,
                code=code.code,
            ),
            opts=code.child_opts(),
        )
        self.register_outputs({})


def handler_source(
    function: Callable[..., object],
    serves: RouteSpec | AuthorizerSpec | StreamSpec,
    spec: FunctionSpec,
) -> HandlerSource:
    """Say how a function is to be called.

    Raises:
        ConfigurationError: it is none, or cannot be called so.
    """
    route = serves if isinstance(serves, RouteSpec) else None
    kind = _kind(serves)
    if not callable(function):
        raise ConfigurationError(_not_callable(function, serves))
    try:
        parameters(function, kind)
    except ValueError as exc:
        raise ConfigurationError(str(exc)) from exc
    return HandlerSource(
        function=function,
        kind=kind,
        name=_name(function),
        reply=route is not None and route.reply,
        include=spec.include,
        route_key=route.route_key if route else "",
        is_of_runtime=function is wingws_runtime.nothing_else,
    )


def _not_callable(
    function: object, serves: RouteSpec | AuthorizerSpec | StreamSpec
) -> str:
    expected = "a function, its path or an aws.lambda_.Function"
    match serves:
        case RouteSpec(route_key=key):
            what = f"handler of route {key!r}"
        case AuthorizerSpec():
            what = "authorizer"
        case StreamSpec():
            what, expected = f"handler of {_kind(serves)}s", "a function or its path"
    return f"the {what} is {function!r}; expected {expected}"


def _kind(serves: RouteSpec | AuthorizerSpec | StreamSpec) -> Kind:
    match serves:
        case RouteSpec(route_key=key):
            return _KINDS.get(key, "message")
        case AuthorizerSpec():
            return "authorizer"
        case PresenceSpec():
            return "presence"
        case StreamSpec():
            return "change"


def described(function: Callable[..., object], root: Path) -> str:
    """Say where a function is, seen from a folder: ``on_message (app/chat.py:25)``."""
    code = getattr(function, "__code__", None)
    if code is None:
        return _name(function)
    file = Path(code.co_filename)
    if file.is_relative_to(root):
        file = file.relative_to(root)
    return f"{_name(function)} ({file.as_posix()}:{code.co_firstlineno})"


def _name(function: Callable[..., object]) -> str:
    """Return a function's name; other callables have none."""
    return getattr(function, "__name__", None) or repr(function)
