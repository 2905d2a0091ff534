"""What a component says of a function, of its code, and of what it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi

from ..alarms import Alarms
from ..dependencies import Architecture, Requirements
from ..grants import Grant, resources_of
from ..transform import Change
from ..vpc import Vpc

__all__ = ["Code", "FunctionSpec", "LayerSpec", "Parameter", "ParameterSpec"]


@dataclass(frozen=True)
class FunctionSpec:
    """A function: ``memory_size`` in MB, ``timeout`` in whole seconds, and packages.

    Attributes:
        grants: statements on top of those that its code needs.
        include: modules and files that travel with it, read or not.
        environment: variables beside those of ours.
        layers: ARNs of layers beside that of its packages.
        reserved_concurrency: how many invocations may run at once; None for what is
            left of the account's.
        log_retention: for how many days its log is kept.
        log_format: how its lines look, ``Text`` or ``JSON``.
        tracing: whether X-Ray traces it.
        ephemeral_storage: MB of its ``/tmp``.
        vpc: the network that it is connected to.
        alarms: when to raise one.
        transform: changes of its resources, one after the other.
    """

    memory_size: int = 1024
    timeout: int = 29
    architecture: Architecture = "arm64"
    requirements: Requirements | None = None
    grants: tuple[Grant, ...] = field(default=(), compare=False)
    include: tuple[str, ...] = ()
    environment: Mapping[str, pulumi.Output[str]] = field(
        default_factory=dict, compare=False
    )
    layers: tuple[str | pulumi.Output[str], ...] = field(default=(), compare=False)
    reserved_concurrency: int | None = None
    log_retention: int = 30
    log_format: str = "Text"
    tracing: bool = False
    ephemeral_storage: int = 512
    vpc: Vpc | None = field(default=None, compare=False)
    alarms: Alarms | None = field(default=None, compare=False)
    transform: tuple[Mapping[str, Change], ...] = field(default=(), compare=False)

    @property
    def waits_for(self) -> list[object]:
        """What must be known before there can be such a function and its alarms."""
        ids = [] if self.vpc is None else vars(self.vpc).values()
        told = [] if self.alarms is None else self.alarms.actions
        return [
            *resources_of(self.grants),
            *self.environment.values(),
            *self.layers,
            *ids,
            *told,
        ]


@dataclass(frozen=True)
class Code:
    """A handler's build, what it captured, what it may call.

    All of it resolves after the program's body has finished, so that helpers defined
    below the handler are seen.

    Attributes:
        sha256: digest of the build.
        path: the build's folder, relative to the project, POSIX.
        layers: its packages, each as :meth:`Target.layer` returned it.
        captures: text of the ``WINGWS`` variable, see ``wingws_runtime.environment``.
        parameters: values of its String parameters, by name.
        secrets: values of its SecureString parameters, by name.
        statements: IAM statements.
        invokes_itself: whether it may invoke its own function, too.
    """

    sha256: pulumi.Output[str]
    path: pulumi.Output[str]
    layers: pulumi.Output[Sequence[str]]
    captures: pulumi.Output[str]
    parameters: pulumi.Output[Mapping[str, str]]
    secrets: pulumi.Output[Mapping[str, str]]
    statements: pulumi.Output[Sequence[Mapping[str, Any]]]
    invokes_itself: pulumi.Output[bool]


@dataclass(frozen=True)
class LayerSpec:
    """Packages of the handlers of one component.

    Attributes:
        resource_name: the component's.
        sha256: digest of the packages and the platform.
        packages: names and versions.
        archive: zip file, relative to the project; None if functions run here.
    """

    resource_name: str
    sha256: str
    packages: Sequence[str]
    archive: str | None
    architecture: Architecture


@dataclass(frozen=True)
class ParameterSpec:
    """An SSM parameter that carries what one handler captured.

    Attributes:
        resource_name: its own.
        value: up to 4096 characters.
        secret: whether it is a SecureString.
    """

    resource_name: str
    value: pulumi.Output[str]
    secret: bool


@dataclass(frozen=True)
class Parameter:
    """What a target made of a :class:`ParameterSpec`.

    A handler fetches it once, under that name. Where functions outlive a change of
    their parameters, another value has another name.
    """

    name: pulumi.Output[str]
    arn: pulumi.Output[str]
