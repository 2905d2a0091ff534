"""The manifest: what deploy time tells the simulator to run, checked on arrival.

``tests/simulator/manifest.schema.json`` says the same as a JSON schema, and a test
holds what the Pulumi components send against it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, TypeVar

from .iam import PolicyError, Statement

__all__ = [
    "ApiManifest",
    "FunctionManifest",
    "ManifestError",
    "RouteManifest",
    "StageManifest",
    "TableManifest",
    "parse",
]


class ManifestError(ValueError):
    """A manifest that this simulator does not understand."""


@dataclass(frozen=True)
class ApiManifest:
    """
    A WebSocket API, without its stage.

    Attributes:
        domain: Its custom domain: `name` and `mapping_key`.

    """

    key: str
    api_name: str
    stage_name: str
    route_selection_expression: str
    api_key_selection_expression: str = "$request.header.x-api-key"
    domain: Mapping[str, str] | None = None


@dataclass(frozen=True)
class StageManifest:
    """
    The stage of the API with the id `api`: from now on that is deployed.

    Attributes:
        throttle_burst: How many requests of a route may come at once.
        throttle_rate: How many of them a second in the long run.
        api_keys: Names of the API keys of its usage plan.

    """

    key: str
    api: str
    stage_name: str
    throttle_burst: int
    throttle_rate: float
    stage_variables: Mapping[str, str] = field(default_factory=dict)
    api_keys: Sequence[str] = ()


@dataclass(frozen=True)
class RouteManifest:
    """
    A route of an API.

    Attributes:
        reply: Whether what its function returns goes back to the sender.
        authorization: Who may use the route: `NONE`, `AWS_IAM` or `CUSTOM`.
        authorizer: Name of the function that decides, with `CUSTOM`.
        api_key_required: Whether an API key is needed for the route.
        throttle_burst: The route's own, with the next one; None for the stage's.
        throttle_rate: As the stage has one.

    """

    route_key: str
    reply: bool = False
    authorization: str = "NONE"
    authorizer: str | None = None
    api_key_required: bool = False
    throttle_burst: int | None = None
    throttle_rate: float | None = None


@dataclass(frozen=True)
class FunctionManifest:
    """
    A function, and the routes that it handles; without any it is an authorizer.

    Attributes:
        routes: As :class:`RouteManifest` has them.
        identity_sources: Of an authorizer.
        path: Folder of the build, relative to the project.
        captures: Text of the `WINGWS` environment variable.
        layers: Absolute folders of its layers, each named by a digest.
        parameters: Values of its String parameters, by name.
        secrets: Values of its SecureString parameters, by name; in memory only.
        statements: What the function's role would allow.
        environment: The user's own environment variables.
        reserved_concurrency: How many invocations may run at once.

    """

    key: str
    name: str
    api: str
    memory_size: int
    timeout: int
    sha256: str
    path: str
    captures: str
    routes: Sequence[Mapping[str, Any]] = ()
    identity_sources: Sequence[str] = ()
    layers: Sequence[str] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    statements: Sequence[Mapping[str, Any]] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    reserved_concurrency: int | None = None

    @property
    def served(self) -> tuple[RouteManifest, ...]:
        """
        The routes that it handles.

        Raises:
            ManifestError: One has a field that is missing or unknown.

        """
        return tuple(parse(RouteManifest, route) for route in self.routes)

    @property
    def role(self) -> tuple[Statement, ...]:
        """
        What the function may do.

        Raises:
            ManifestError: A statement is none.

        """
        try:
            return tuple(map(Statement.parse, self.statements))
        except PolicyError as exc:
            raise ManifestError(f"a statement of {self.name}: {exc}") from exc


@dataclass(frozen=True)
class TableManifest:
    """A table; `exact_name` is None when the simulator makes up its name."""

    key: str
    name: str
    hash_key: str
    attribute_definitions: Mapping[str, str]
    range_key: str | None = None
    exact_name: str | None = None


Manifest = TypeVar(
    "Manifest",
    ApiManifest,
    StageManifest,
    RouteManifest,
    FunctionManifest,
    TableManifest,
)

# What the provider adds to every resource, of no interest here.
_IGNORED = frozenset({"kind", "stack"})


def parse(kind: type[Manifest], spec: Mapping[str, Any]) -> Manifest:
    """
    Read a manifest of that kind.

    Raises:
        ManifestError: A field is missing or unknown.

    """
    known = {item.name: item for item in fields(kind)}
    unknown = spec.keys() - known.keys() - _IGNORED
    missing = {
        name
        for name, item in known.items()
        if item.default is MISSING
        and item.default_factory is MISSING
        and name not in spec
    }
    if unknown or missing:
        raise ManifestError(
            f"{kind.__name__} has unknown fields {sorted(unknown)} "
            f"and lacks {sorted(missing)}; expected {sorted(known)}"
        )
    return kind(**{name: spec[name] for name in known if name in spec})
