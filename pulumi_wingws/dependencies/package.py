"""Packages with their versions, where they are known from, and who may not travel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

from .errors import DependencyError
from .platform import Platform

__all__ = [
    "Catalog",
    "Package",
    "Pin",
    "check_travels",
    "is_in_lambda",
    "pins_text",
]

# What the Python runtimes of Lambda bring along
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html
_IN_LAMBDA = frozenset(
    {"boto3", "botocore", "s3transfer", "jmespath", "python-dateutil", "six", "urllib3"}
)


@dataclass(frozen=True, order=True)
class Pin:
    """One version of a package.

    Attributes:
        name: its normalised name.
        version: as its index writes it.
        hashes: ``sha256:…`` of the files that may be installed; none if any may.
    """

    name: NormalizedName
    version: str
    hashes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}=={self.version}"


@dataclass(frozen=True)
class Package:
    """A version of a package and what it needs, markers unevaluated."""

    pin: Pin
    requirements: tuple[Requirement, ...]


class Catalog(Protocol):
    """Where versions are known from: what is installed, or a lock."""

    def find(self, requirement: Requirement, platform: Platform) -> Package | None:
        """Return the package that answers a requirement, whatever its version."""
        ...


def is_in_lambda(name: str) -> bool:
    """Tell whether Lambda's own Python has a package."""
    return canonicalize_name(name) in _IN_LAMBDA


def check_travels(name: str, module: str | None = None) -> None:
    """Refuse the packages that deploy.

    Args:
        module: the import for which a package would travel.

    Raises:
        DependencyError: it is Pulumi, one of its providers, or this package.
    """
    canonical = canonicalize_name(name)
    if canonical == "pulumi" or canonical.startswith("pulumi-"):
        raise DependencyError(
            f"the package {canonical} exists at deploy time only; "
            "name the packages of handlers in requirements= or in a file of their own",
            module=module,
        )


def pins_text(pins: Iterable[Pin]) -> str:
    """Write pins as a requirements file, with hashes if each of them has some."""
    pins = sorted(pins)
    has_hashes = all(pin.hashes for pin in pins)  # pip wants all of them or none
    return "".join(
        f"{pin}{''.join(f' --hash={each}' for each in pin.hashes) * has_hashes}\n"
        for pin in pins
    )
