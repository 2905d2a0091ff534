"""What is installed where the program runs: whose a module is, and what it needs."""

from __future__ import annotations

import sys
from functools import cached_property
from importlib import metadata
from pathlib import PurePosixPath

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .errors import DependencyError
from .package import Package, Pin, check_travels
from .platform import Platform

__all__ = ["Installed"]


class Installed:
    """The packages that the program can import; a catalog of their versions."""

    def find(self, requirement: Requirement, platform: Platform) -> Package | None:
        """Return the installed version of a package, the same for every platform."""
        try:
            found = metadata.distribution(requirement.name)
        except metadata.PackageNotFoundError:
            return None
        if found.read_text("direct_url.json"):
            return None  # of a folder, a repository or a file: no index need have it
        return Package(
            Pin(canonicalize_name(requirement.name), found.version),
            tuple(map(Requirement, found.requires or ())),
        )

    def packages_of(self, module: str) -> list[str]:
        """Name the installed packages that a module comes from.

        Several share a namespace package; then those that hold the module itself.

        Raises:
            DependencyError: it is of no package that an index could have.
        """
        names = sorted({*self._packages.get(module.partition(".")[0], ())})
        if len(names) > 1:
            names = [each for each in names if _holds(each, module)] or names
        if not names:
            raise DependencyError(_homeless(module), module=module)
        for name in names:
            check_travels(name, module)
            if metadata.distribution(name).read_text("direct_url.json"):
                raise DependencyError(
                    f"{module!r} is of {name}, which is installed from a folder, a "
                    "repository or a file; only packages of an index travel, and "
                    "modules below the project's folder",
                    module=module,
                )
        return names

    @cached_property
    def _packages(self) -> dict[str, list[str]]:
        return dict(metadata.packages_distributions())


def _holds(package: str, module: str) -> bool:
    """Tell whether a package has a module's file, or files below it."""
    path = PurePosixPath(*module.split("."))
    return any(
        path in file.parents or file.parent / file.name.partition(".")[0] == path
        for file in metadata.files(package) or ()
    )


def _homeless(module: str) -> str:
    file = getattr(sys.modules.get(module), "__file__", None)
    where = f"imported from {file}" if file else "imported"
    return (
        f"{module!r} is {where} and belongs to no installed package; install it from "
        "an index, or move it below the project's folder"
    )
