"""From the packages that are asked for to all that must be installed. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

from .package import Catalog, Package, Pin, check_travels, is_in_lambda
from .platform import Platform

__all__ = ["Closure", "close"]


@dataclass(frozen=True)
class Closure:
    """What is asked for, as far as a catalog knows it.

    Attributes:
        pins: packages whose versions are known.
        unknown: requirements that no known version answers; what these need in turn
            is not known either.
    """

    pins: tuple[Pin, ...]
    unknown: tuple[Requirement, ...]


@dataclass
class _Needed:
    """One package, with everything that is asked of it."""

    package: Package | None
    requirements: list[Requirement] = field(default_factory=list)

    @property
    def is_answered(self) -> bool:
        return self.package is not None and all(
            each.specifier.contains(self.package.pin.version, prereleases=True)
            for each in self.requirements
        )


def close(
    roots: Iterable[Requirement], catalog: Catalog, platform: Platform
) -> Closure:
    """Follow requirements to all that they need on a platform.

    What Lambda's Python has is left out.

    Raises:
        DependencyError: Pulumi itself, or another package that deploys, is needed.
    """
    roots = tuple(roots)
    unknown: set[NormalizedName] = set()
    while True:
        needed = _walk(roots, catalog, platform, unknown)
        wrong = {name for name, each in needed.items() if not each.is_answered}
        if wrong <= unknown:
            break
        unknown |= wrong  # what their known versions need proves nothing: walk again
    return Closure(
        pins=tuple(
            sorted(
                each.package.pin
                for name, each in needed.items()
                if name not in unknown and each.package is not None
            )
        ),
        unknown=tuple(
            requirement
            for name in sorted(unknown & needed.keys())
            for requirement in needed[name].requirements
        ),
    )


def _walk(
    roots: Iterable[Requirement],
    catalog: Catalog,
    platform: Platform,
    unknown: set[NormalizedName],
) -> dict[NormalizedName, _Needed]:
    markers = platform.markers
    needed: dict[NormalizedName, _Needed] = {}
    queue = deque((root, frozenset({""})) for root in roots)
    seen: set[tuple[str, frozenset[str]]] = set()
    while queue:
        requirement, asked_extras = queue.popleft()
        name = canonicalize_name(requirement.name)
        key = (str(requirement), asked_extras)
        if key in seen or is_in_lambda(name):
            continue
        seen.add(key)
        if not _applies(requirement, markers, asked_extras):
            continue
        check_travels(name)
        package = None if name in unknown else catalog.find(requirement, platform)
        found = needed.setdefault(name, _Needed(package))
        found.requirements.append(requirement)
        if package is not None:
            extras = frozenset({"", *requirement.extras})
            queue.extend((each, extras) for each in package.requirements)
    return needed


def _applies(
    requirement: Requirement, markers: dict[str, str], extras: frozenset[str]
) -> bool:
    marker = requirement.marker
    return marker is None or any(
        marker.evaluate({**markers, "extra": extra}) for extra in extras
    )
