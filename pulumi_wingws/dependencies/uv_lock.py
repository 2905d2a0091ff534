"""A ``uv.lock``: exact versions, what they need, and hashes of their wheels.

https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .errors import DependencyError
from .package import Package, Pin
from .platform import Platform

__all__ = ["UvLock", "read_uv_lock"]

Table = Mapping[str, Any]


class UvLock:
    """The packages of a lock; a catalog of exactly one version of each."""

    def __init__(self, name: str, packages: Mapping[str, list[Table]]) -> None:
        self._name = name
        self._packages = packages

    def find(self, requirement: Requirement, platform: Platform) -> Package:
        """Return the locked version of a package.

        Raises:
            DependencyError: the lock has none that an index has.
        """
        name = canonicalize_name(requirement.name)
        for table in self._packages.get(name, ()):
            version = table.get("version", "")
            if version in requirement.specifier and _is_for(table, platform):
                if "registry" not in table.get("source", {}):
                    raise DependencyError(
                        f"{name} comes from {table.get('source')} in {self._name}; "
                        "only packages of an index travel"
                    )
                return Package(Pin(name, version, _hashes(table)), _needs(table))
        raise DependencyError(
            f"a handler needs {requirement}, which {self._name} does not have for "
            f"{platform}; add it with `uv add {name}`"
        )


def read_uv_lock(path: Path) -> UvLock:
    """Read a lock.

    Raises:
        DependencyError: it is none, or of a version not known here.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        if document["version"] != 1:
            raise DependencyError(
                f"{path.name} has version {document['version']}; expected 1"
            )
        packages: dict[str, list[Table]] = {}
        for table in document.get("package", ()):
            packages.setdefault(canonicalize_name(table["name"]), []).append(table)
    except (OSError, ValueError, KeyError) as exc:
        if isinstance(exc, DependencyError):
            raise
        raise DependencyError(f"requirements={str(path)!r}: {exc}") from exc
    return UvLock(path.name, packages)


def _is_for(table: Table, platform: Platform) -> bool:
    """Tell whether a version is locked for a platform: a lock may have several."""
    markers = table.get("resolution-markers", ())
    return not markers or any(Marker(m).evaluate(platform.markers) for m in markers)


def _hashes(table: Table) -> tuple[str, ...]:
    return tuple(sorted(wheel["hash"] for wheel in table.get("wheels", ())))


def _needs(table: Table) -> tuple[Requirement, ...]:
    """List what a package needs, by itself and for each of its extras."""
    needs = [_requirement(each) for each in table.get("dependencies", ())]
    for extra, tables in table.get("optional-dependencies", {}).items():
        needs += [_requirement(each, f"extra == '{extra}'") for each in tables]
    return tuple(needs)


def _requirement(table: Table, condition: str = "") -> Requirement:
    extras = ",".join(table.get("extra", ()))
    text = f"{table['name']}[{extras}]"
    if "version" in table:
        text += f"=={table['version']}"
    conditions = [f"({each})" for each in (table.get("marker"), condition) if each]
    if conditions:
        text += f" ; {' and '.join(conditions)}"
    return Requirement(text)
