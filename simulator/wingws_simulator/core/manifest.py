"""The manifest: what deploy time tells the simulator to run, checked on arrival.

``tests/simulator/manifest.schema.json`` says the same as a JSON schema, and a test
holds what the Pulumi components send against it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, TypeVar

from .event_source import EventSource
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
    A function, and what invokes it.

    These are routes of an API; without any, the API as its authorizer; without an API,
    the stream of a table.

    Attributes:
        api: Id of the API.
        stream: `table`, its name, `batch_size` and `starting_position`.
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
    memory_size: int
    timeout: int
    sha256: str
    path: str
    captures: str
    api: str | None = None
    stream: Mapping[str, Any] | None = None
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

    @property
    def event_source(self) -> EventSource | None:
        """
        The stream that invokes it, None if there is none.

        Raises:
            ManifestError: Lambda would not take it, or the function has an API too.

        """
        if (self.stream is None) == (self.api is None):
            raise ManifestError(
                f"{self.name} has API {self.api!r} and stream {self.stream!r}; "
                "expected one of both"
            )
        try:
            return None if self.stream is None else EventSource.parse(self.stream)
        except ValueError as exc:
            raise ManifestError(f"{self.name}: {exc}") from exc


@dataclass(frozen=True)
class TableManifest:
    """
    A table.

    Attributes:
        exact_name: None when the simulator makes up its name.
        global_secondary_indexes: By the names of their attributes in `TableSpec`.
        local_secondary_indexes: Likewise.
        stream: What the records of its stream show; None for no stream.
        time_to_live_attribute: What says when an item expires; None if none does.

    """

    key: str
    name: str
    hash_key: str
    attribute_definitions: Mapping[str, str]
    range_key: str | None = None
    exact_name: str | None = None
    global_secondary_indexes: Sequence[Mapping[str, Any]] = ()
    local_secondary_indexes: Sequence[Mapping[str, Any]] = ()
    stream: str | None = None
    time_to_live_attribute: str | None = None


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
