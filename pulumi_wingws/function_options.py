"""What a user may say of the function behind a handler, and what is allowed."""

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import TypedDict

from .dependencies import ARCHITECTURES, Architecture, Requirements
from .environment_variables import Environment, check_environment
from .errors import ConfigurationError
from .grants import Grant, check_grants
from .layer_versions import LayerVersions, check_layers
from .log_format import LogFormat, check_log_format
from .log_retention import LogRetention, check_log_retention
from .option_kinds import check_flag, check_instance
from .targets.function_specs import FunctionSpec
from .transform import HandlerTransform, check_transform
from .vpc import Vpc

__all__ = ["FunctionOptions", "check_names", "function_spec"]


class FunctionOptions(TypedDict, total=False):
    """Options of one handler; what is left out is as its ``WebSocket`` says.

    ``grants``, ``include``, ``environment``, ``layers`` and ``transform`` come on top
    of what it says.

    Attributes:
        memory_size: MB of its function, 128 to 10240.
        timeout: seconds it may take, 1 to 29.
        architecture: its processor, ``arm64`` or ``x86_64``.
        requirements: the packages that it needs: requirement strings, or the path of a
            requirements file or of a ``uv.lock``. Found from its imports if left out.
        grants: IAM statements on top of what its code needs, as
            ``{"Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*"}``.
        include: what travels though no reading of the code finds it: modules of the
            program, as ``plugins`` or ``plugins.*``, and files of the project, as
            ``templates/*.html``.
        environment: its environment variables by name: text, or Outputs of text.
        layers: ARNs of layers that its function has on AWS, four at the most.
        reserved_concurrency: how many invocations may run at once, and are kept for it
            alone; 0 stops it.
        log_retention: for how many days its log is kept on AWS.
        log_format: how the lines of its log look on AWS, ``Text`` or ``JSON``.
        tracing: whether X-Ray traces it on AWS.
        ephemeral_storage: MB of its ``/tmp`` on AWS, 512 to 10240.
        vpc: the network that it is connected to on AWS.
        transform: functions that change the arguments of its AWS resources in place,
            by the resource, as ``function`` or ``logs``.
    """

    memory_size: int
    timeout: int
    architecture: Architecture
    requirements: Requirements | None
    grants: Sequence[Grant]
    include: Sequence[str]
    environment: Environment
    layers: LayerVersions
    reserved_concurrency: int | None
    log_retention: LogRetention
    log_format: LogFormat
    tracing: bool
    ephemeral_storage: int
    vpc: Vpc | None
    transform: HandlerTransform


def check_names(options: FunctionOptions, kind: type[FunctionOptions]) -> None:
    """Refuse an option that there is not.

    Raises:
        ConfigurationError: one that is none of that kind.
    """
    if unknown := options.keys() - kind.__annotations__.keys():
        raise ConfigurationError(
            f"option {min(unknown)!r} of a handler is unknown; "
            f"expected {', '.join(kind.__annotations__)}"
        )


def function_spec(
    base: FunctionSpec, options: FunctionOptions, *, longest: int = 29
) -> FunctionSpec:
    """Apply options to a function and hold it against AWS's limits.

    Args:
        longest: seconds that it may take; API Gateway waits for 29.

    Raises:
        ConfigurationError: an option that AWS would refuse.
    """
    names = FunctionOptions.__annotations__
    own = {name: value for name, value in options.items() if name in names}
    own["grants"] = base.grants + check_grants(options.get("grants", ()))
    own["include"] = base.include + _entries(options.get("include", ()))
    environment = check_environment(options.get("environment", {}))
    own["environment"] = {**base.environment, **environment}
    own["layers"] = check_layers(
        (*base.layers, *check_layers(options.get("layers", ())))
    )
    transform = check_transform(options.get("transform", {}), HandlerTransform)
    own["transform"] = (*base.transform, transform)
    spec: FunctionSpec = replace(base, **own)  # type: ignore[arg-type]
    _check_range("memory_size", spec.memory_size, 128, 10240, "MB")
    _check_range("ephemeral_storage", spec.ephemeral_storage, 512, 10240, "MB")
    _check_range("timeout", spec.timeout, 1, longest, "seconds")
    _check_reserved_concurrency(spec.reserved_concurrency)
    check_log_retention("log_retention", spec.log_retention)
    check_log_format(spec.log_format)
    check_flag("tracing", spec.tracing)
    example = "Vpc(subnet_ids=[…], security_group_ids=[…])"
    check_instance("vpc", spec.vpc, Vpc, example)
    if spec.architecture not in ARCHITECTURES:
        raise ConfigurationError(
            f"architecture {spec.architecture!r} is not allowed; "
            f"expected {' or '.join(ARCHITECTURES)}"
        )
    return replace(spec, requirements=_frozen(spec.requirements))


def _frozen(requirements: Requirements | None) -> Requirements | None:
    """Return requirements that do not change any more when the user's list does."""
    if requirements is None or isinstance(requirements, str | os.PathLike):
        return requirements
    if isinstance(requirements, list | tuple):
        return tuple(requirements)
    raise ConfigurationError(
        f"requirements {requirements!r} are not allowed; expected a list of "
        "requirement strings, or the path of a requirements file or of a uv.lock"
    )


def _entries(include: object) -> tuple[str, ...]:
    entries = include if isinstance(include, list | tuple) else (None,)
    if all(isinstance(entry, str) and entry for entry in entries):
        return tuple(map(str, entries))
    raise ConfigurationError(
        f"include {include!r} is not allowed; expected a list of modules of the "
        "program, as 'plugins' or 'plugins.*', and of files, as 'templates/*.html'"
    )


def _check_reserved_concurrency(value: int | None) -> None:
    if value is not None and not (_is_whole(value) and value >= 0):
        raise ConfigurationError(
            f"reserved_concurrency {value!r} is not allowed; "
            "expected a whole number from 0, how many invocations at once"
        )


def _check_range(name: str, value: int, low: int, high: int, unit: str) -> None:
    if not _is_whole(value) or not low <= value <= high:
        raise ConfigurationError(
            f"{name} {value!r} is not allowed; expected {low} to {high} {unit}"
        )


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
