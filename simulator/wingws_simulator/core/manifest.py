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
    "StageManifest",
    "TableManifest",
    "parse",
]


class ManifestError(ValueError):
    """A manifest that this simulator does not understand."""


@dataclass(frozen=True)
class ApiManifest:
    """A WebSocket API, without its stage."""

    key: str
    api_name: str
    stage_name: str
    route_selection_expression: str


@dataclass(frozen=True)
class StageManifest:
    """The stage of the API with the id `api`: from now on that is deployed."""

    key: str
    api: str
    stage_name: str


@dataclass(frozen=True)
class FunctionManifest:
    """
    A function and the route it handles.

    Attributes:
        path: Folder of the build, relative to the project.
        captures: Text of the `WINGWS` environment variable.
        layers: Absolute folders of its layers, each named by a digest.
        parameters: Values of its String parameters, by name.
        secrets: Values of its SecureString parameters, by name; in memory only.
        statements: What the function's role would allow.

    """

    key: str
    name: str
    api: str
    route_key: str
    reply: bool
    memory_size: int
    timeout: int
    sha256: str
    path: str
    captures: str
    layers: Sequence[str] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    statements: Sequence[Mapping[str, Any]] = ()

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
    "Manifest", ApiManifest, StageManifest, FunctionManifest, TableManifest
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
