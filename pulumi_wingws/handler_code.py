"""What the function of a handler runs and needs, known once the program has ended."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

import pulumi

from .artifacts import Artifact
from .capturable import Capturable
from .captures import Captures
from .explanation import Permission, explain, invokes_itself
from .grants import grant_statement, shown
from .handlers import UsedComponent
from .late import late
from .naming import child_name
from .permissions import parameter_statement
from .program import Program
from .registration import Registration
from .targets.function_specs import (
    Code,
    FunctionSpec,
    LayerSpec,
    Parameter,
    ParameterSpec,
)
from .transform import HandlerTransform, transforming

__all__ = ["HandlerCode"]


class HandlerCode:
    """The code of a component that has a function: its source, its captures, its IAM.

    Args:
        component: the function's, whose handlers the program knows.
        resource_name: the component's.
        owner: the component that it is a child of; its functions share a layer.
        program: the run's.
        spec: what the user says of the function.
        purpose: says what it is for, once the program's body has finished.
        registers: names the routes at which it may register connections, likewise.
    """

    def __init__(
        self,
        component: pulumi.Resource,
        resource_name: str,
        owner: pulumi.Resource | None,
        *,
        program: Program,
        spec: FunctionSpec,
        purpose: Callable[[], str],
        registers: Callable[[], Collection[str]] = list,
    ) -> None:
        self._component = component
        self._resource_name = resource_name
        self._owner = owner
        self._program = program
        self._function = spec
        self._purpose = purpose
        self._registers = registers

    @property
    def source(self) -> pulumi.Output[str]:
        """The sliced lines of the user's code, for the engine to show as a diff."""
        return late(self._made()).apply(lambda artifact: artifact.slice.source)

    @property
    def code(self) -> Code:
        """All of it; its parameters and layers are registered when it resolves."""
        return _flat(late(self._resolved()))

    def child_opts(self) -> pulumi.ResourceOptions:
        """Make the options of every child, changed as ``transform`` says."""
        changes = transforming(
            self._component, HandlerTransform, self._function.transform
        )
        return pulumi.ResourceOptions(parent=self._component, transformations=[changes])

    async def _made(self) -> Artifact:
        """Make the artifact; the loop runs this after the program's body."""
        return self._program.artifact_of(self._component)

    async def _resolved(self) -> Code:
        """Say what the function runs and needs, once its captures are known."""
        artifact = await self._made()
        slice_ = artifact.slice
        registration = self._registration()
        captures = await Captures.of(
            slice_.components,
            slice_.outputs,
            registration.table_name if registration else None,
        )
        secret, plain = await captures.pieces(self._function.environment)
        fetched = [*captures.secret.get("outputs", ())]
        grants = self._function.grants
        granted = [
            Permission((*grant["Action"],), await shown(grant), "", ("grants=",))
            for grant in grants
        ]
        if registration:
            granted.append(registration.permission)
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
                *([registration.statement] if registration else []),
                *map(grant_statement, grants),
            ),
            invokes_itself=pulumi.Output.from_input(invokes_itself(slice_.components)),
        )

    def _registration(self) -> Registration | None:
        """Say what it needs to register connections, if it does."""
        owner = self._owner
        if not isinstance(owner, Capturable) or owner._connections is None:
            return None
        return owner._connections.registration(self._registers())

    def _parameters(
        self, role: str, values: Iterable[pulumi.Output[str]], *, secret: bool
    ) -> list[Parameter]:
        """Register SSM parameters that only this function reads."""
        return [
            self._program.target.parameter(
                ParameterSpec(
                    resource_name=child_name(self._resource_name, f"{role}-{index}"),
                    value=value,
                    secret=secret,
                ),
                opts=self.child_opts(),
            )
            for index, value in enumerate(values)
        ]

    def _layers(self, artifact: Artifact) -> pulumi.Output[Sequence[str]]:
        """Register the layer of the packages; handlers of one component share it."""
        if artifact.layer is None:
            return pulumi.Output.from_input([])
        assert isinstance(self._owner, Capturable)
        layer = self._program.target.layer(
            LayerSpec(
                resource_name=self._owner.name,
                sha256=artifact.layer.sha256,
                packages=[*map(str, artifact.layer.pins)],
                archive=artifact.archive,
                architecture=self._function.architecture,
            ),
            opts=self._owner._child_opts(),
        )
        return pulumi.Output.all(layer)

    def _explain(
        self, artifact: Artifact, fetched: Iterable[str], granted: Sequence[Permission]
    ) -> None:
        """Tell the user what became of the code."""
        explanation = explain(
            self._resource_name,
            self._purpose(),
            artifact,
            fetched=fetched,
            granted=granted,
        )
        self._program.add_explanation(explanation)
        if pulumi.runtime.is_dry_run():
            pulumi.log.info(explanation.line, resource=self._component)
            for warning in artifact.slice.warnings:
                pulumi.log.warn(str(warning), resource=self._component)


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
