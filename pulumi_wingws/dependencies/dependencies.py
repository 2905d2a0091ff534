"""The packages of a program's handlers, put together once for each set and platform."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .closure import close
from .errors import DependencyError
from .installed import Installed
from .layers import Layer, make_layer
from .package import Catalog, Pin, is_in_lambda
from .platform import Platform
from .requested import Requested, Requirements, read_list, read_requirements_file
from .resolution import resolve
from .uv_lock import read_uv_lock

__all__ = ["Dependencies"]


class Dependencies:
    """Finds what handlers import, and installs it for where they run.

    Args:
        root: the project's folder; files in ``requirements=`` are relative to it.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._installed = Installed()
        self._lock = threading.Lock()
        self._layers: dict[object, Layer | None] = {}

    def layers(
        self,
        imports: Sequence[str],
        requirements: Requirements | None,
        platforms: Sequence[Platform],
    ) -> list[Layer | None]:
        """Make the layers of a handler, one for each platform; None if it needs none.

        Without ``requirements`` it gets what its code imports, in the versions that are
        installed; a lock says other versions; a list or a file says all, and what its
        code imports must be among it.

        Args:
            imports: names of modules of others that the handler's code imports.
            requirements: what the user asked for.
            platforms: the versions for the first one bind the others.

        Raises:
            DependencyError: see its subclasses and message.
        """
        bound: tuple[Pin, ...] = ()
        layers = []
        with self._lock:  # the next handler most often needs the same layer
            requested, catalog = self._requested(imports, requirements)
            for platform in platforms:
                pins = _pins(requested, catalog, platform, bound)
                bound = bound or pins
                self._check_imports(imports, requirements, pins)
                layers.append(self._layer(pins, platform))
        return layers

    def _requested(
        self, imports: Iterable[str], requirements: Requirements | None
    ) -> tuple[Requested, Catalog]:
        if requirements is None:
            return self._imported(imports), self._installed
        if not isinstance(requirements, str | os.PathLike):
            return read_list(requirements), self._installed
        path = self._root / requirements
        if path.suffix == ".lock":
            return self._imported(imports), read_uv_lock(path)
        return read_requirements_file(path), self._installed

    def _imported(self, imports: Iterable[str]) -> Requested:
        names = {n for each in imports for n in self._installed.packages_of(each)}
        return Requested(tuple(Requirement(name) for name in sorted(names)))

    def _check_imports(
        self,
        imports: Iterable[str],
        requirements: Requirements | None,
        pins: Iterable[Pin],
    ) -> None:
        """Refuse an import that nothing asked for brings along."""
        names = {pin.name for pin in pins}
        for module in imports if requirements is not None else ():
            packages = self._installed.packages_of(module)
            homes = {canonicalize_name(each) for each in packages}
            if not any(home in names or is_in_lambda(home) for home in homes):
                raise DependencyError(
                    f"{module!r} is imported, and its package {' or '.join(packages)} "
                    f"is not in requirements={_shown(requirements)}; add it there",
                    module=module,
                )

    def _layer(self, pins: tuple[Pin, ...], platform: Platform) -> Layer | None:
        key = (pins, platform)
        if key not in self._layers:
            self._layers[key] = make_layer(pins, platform) if pins else None
        return self._layers[key]


def _pins(
    requested: Requested, catalog: Catalog, platform: Platform, bound: tuple[Pin, ...]
) -> tuple[Pin, ...]:
    """Choose all versions: those known, else by asking an index."""
    closure = close(requested.roots, catalog, platform)
    if not closure.unknown:
        pins = closure.pins
    else:
        known = [Requirement(str(pin)) for pin in closure.pins]
        pins = resolve([*known, *closure.unknown], bound, platform)
    hashes = requested.hashes
    return tuple(
        sorted(replace(p, hashes=hashes.get(p.name) or p.hashes) for p in pins)
    )


def _shown(requirements: Requirements | None) -> str:
    """Write requirements as in the program's text."""
    return repr(
        str(requirements) if isinstance(requirements, os.PathLike) else requirements
    )
