"""``Handler``: one route or the authorizer of a WebSocket, and the function behind it.

The component exists so that a preview can be read: its input ``source`` holds the
sliced lines of the user's code, which the engine shows as a diff, while the code of a
function would be ``<contents elided>``.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from typing import Any

import pulumi
from wingws_runtime import parameters
from wingws_runtime.signature import Kind

from .artifacts import Artifact
from .capturable import Capturable
from .captures import Captures
from .errors import ConfigurationError
from .explanation import Permission, explain
from .grants import grant_statement, shown
from .handlers import HandlerSource, UsedComponent
from .late import late
from .naming import child_name
from .permissions import parameter_statement
from .program import Program
from .targets.base import (
    Api,
    AuthorizerSpec,
    Code,
    FunctionSpec,
    HandlerSpec,
    LayerSpec,
    Parameter,
    ParameterSpec,
    Resources,
    RouteSpec,
)
from .transform import HandlerTransform, transforming

__all__ = ["Handler", "described"]

TOKEN = "wingws:index:Handler"

_KINDS: Mapping[str, Kind] = {"$connect": "connect", "$disconnect": "disconnect"}


class Handler(pulumi.ComponentResource):
    """One handler. Made by the decorators of a ``WebSocket``, not by users.

    Attributes:
        function: the user's function, unchanged.
        resources: the children by role; which there are depends on the target.
    """

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
        kind = _kind(serves)
        _check_function(function, kind, serves)
        self.function = function
        self._program = program
        self._resource_name = resource_name
        self._serves = serves
        self._function = spec
        self.owner = opts.parent
        program.add_handler(
            self,
            HandlerSource(
                function=function,
                kind=kind,
                name=_name(function),
                reply=isinstance(serves, RouteSpec) and serves.reply,
                include=spec.include,
            ),
            spec,
        )
        source = late(self._made()).apply(lambda artifact: artifact.slice.source)
        super().__init__(TOKEN, resource_name, {"source": source}, opts)
        self.resources = program.target.handler(
            HandlerSpec(
                resource_name=resource_name,
                api=api,
                stage_name=stage_name,
                serves=serves,
                function=spec,
                code=_flat(late(self._resolved())),
            ),
            opts=self._child_opts(),
        )
        self.register_outputs({})

    def _child_opts(self) -> pulumi.ResourceOptions:
        """Make the options of every child: below this component, changed as it says."""
        changes = transforming(self, HandlerTransform, self._function.transform)
        return pulumi.ResourceOptions(parent=self, transformations=[changes])

    async def _made(self) -> Artifact:
        """Make the artifact; the loop runs this after the program's body."""
        return self._program.artifact_of(self)

    async def _resolved(self) -> Code:
        """Say what the function runs and needs, once its captures are known."""
        artifact = await self._made()
        slice_ = artifact.slice
        captures = await Captures.of(slice_.components, slice_.outputs)
        secret, plain = await captures.pieces(self._function.environment)
        fetched = [*captures.secret.get("outputs", ())]
        grants = self._function.grants
        granted = [
            Permission((*grant["Action"],), await shown(grant), "", ("grants=",))
            for grant in grants
        ]
        self._explain(
            artifact, [*fetched, "its captures"] if plain else fetched, granted
        )
        secrets = self._parameters("secret", secret, secret=True)
        parameters = self._parameters("captures", plain, secret=False)
        return Code(
            sha256=pulumi.Output.from_input(slice_.sha256),
            path=pulumi.Output.from_input(artifact.path),
            layers=self._layers(artifact),
            captures=captures.environment(
                [each.name for each in secrets], [each.name for each in parameters]
            ),
            parameters=_by_name(parameters, plain),
            secrets=_by_name(secrets, secret),
            statements=pulumi.Output.all(
                *_statements(slice_.components, [*secrets, *parameters]),
                *map(grant_statement, grants),
            ),
        )

    def _parameters(
        self, role: str, values: Iterable[pulumi.Output[str]], *, secret: bool
    ) -> list[Parameter]:
        """Register SSM parameters that only this handler reads."""
        return [
            self._program.target.parameter(
                ParameterSpec(
                    resource_name=child_name(self._resource_name, f"{role}-{index}"),
                    value=value,
                    secret=secret,
                ),
                opts=self._child_opts(),
            )
            for index, value in enumerate(values)
        ]

    def _layers(self, artifact: Artifact) -> pulumi.Output[Sequence[str]]:
        """Register the layer of the packages; handlers of one component share it."""
        if artifact.layer is None:
            return pulumi.Output.from_input([])
        assert isinstance(self.owner, Capturable)
        layer = self._program.target.layer(
            LayerSpec(
                resource_name=self.owner.name,
                sha256=artifact.layer.sha256,
                packages=[*map(str, artifact.layer.pins)],
                archive=artifact.archive,
                architecture=self._function.architecture,
            ),
            opts=self.owner._child_opts(),
        )
        return pulumi.Output.all(layer)

    def _explain(
        self, artifact: Artifact, fetched: Iterable[str], granted: Sequence[Permission]
    ) -> None:
        """Tell the user what became of the handler."""
        explanation = explain(
            self._resource_name,
            _purpose(self._serves),
            artifact,
            fetched=fetched,
            granted=granted,
        )
        self._program.add_explanation(explanation)
        if pulumi.runtime.is_dry_run():
            pulumi.log.info(explanation.line, resource=self)
            for warning in artifact.slice.warnings:
                pulumi.log.warn(str(warning), resource=self)


def _flat(late_code: pulumi.Output[Code]) -> Code:
    """Turn an Output of Outputs into Outputs, each secret only if it is itself."""
    parts = {item.name: attrgetter(item.name) for item in fields(Code)}
    return Code(**{name: late_code.apply(part) for name, part in parts.items()})


def _statements(
    components: Iterable[UsedComponent], parameters: Collection[Parameter]
) -> list[pulumi.Output[Any]]:
    """List what the handler may do: what its code calls, reading its parameters."""
    statements = [
        statement
        for used in components
        if used.methods
        for statement in _capturable(used)._statements(used.methods)
    ]
    if parameters:
        arns = pulumi.Output.all(*(each.arn for each in parameters))
        statements.append(arns.apply(parameter_statement))
    return statements


def _by_name(
    parameters: Iterable[Parameter], values: Iterable[pulumi.Output[str]]
) -> pulumi.Output[Any]:
    """Pair the parameters' names with their values."""
    names = (parameter.name for parameter in parameters)
    pairs = map(pulumi.Output.all, names, values)
    return pulumi.Output.all(*pairs).apply(lambda named: dict(named))


def _capturable(used: UsedComponent) -> Capturable:
    assert isinstance(used.value, Capturable)
    return used.value


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


def _purpose(serves: RouteSpec | AuthorizerSpec) -> str:
    return serves.route_key if isinstance(serves, RouteSpec) else "the authorizer"


def _kind(serves: RouteSpec | AuthorizerSpec) -> Kind:
    if isinstance(serves, AuthorizerSpec):
        return "authorizer"
    return _KINDS.get(serves.route_key, "message")


def _check_function(
    function: Callable[..., object], kind: Kind, serves: RouteSpec | AuthorizerSpec
) -> None:
    route = serves if isinstance(serves, RouteSpec) else None
    if not callable(function):
        what = f"handler of route {route.route_key!r}" if route else "authorizer"
        raise ConfigurationError(
            f"the {what} is {function!r}; "
            "expected a function, its path or an aws.lambda_.Function"
        )
    try:
        parameters(function, kind)
    except ValueError as exc:
        raise ConfigurationError(str(exc)) from exc
