"""What ``requirements=`` says: a list, a requirements file, or a ``uv.lock``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import NormalizedName, canonicalize_name

from .errors import DependencyError
from .package import check_travels

__all__ = ["Requested", "Requirements", "read_list", "read_requirements_file"]

Requirements = Sequence[str] | str | os.PathLike[str]
"""Requirement strings, or the path of a requirements file or of a ``uv.lock``."""

_HASH = re.compile(r"\s--hash[= ](\S+)")
_COMMENT = re.compile(r"(^|\s)#.*")
_CONTINUATION = re.compile(r"\\\r?\n")
_LOGICAL_LINE = re.compile(r"(?:\\\r?\n|[^\n])+")
"""A line with those that continue it, after a backslash."""


@dataclass(frozen=True)
class Requested:
    """The packages that ``requirements=`` asks for.

    Attributes:
        roots: in the order in which they are written.
        hashes: by package, of the files that may be installed.
    """

    roots: tuple[Requirement, ...]
    hashes: Mapping[NormalizedName, tuple[str, ...]] = field(default_factory=dict)


def read_list(requirements: Sequence[str]) -> Requested:
    """Read requirement strings (PEP 508).

    Raises:
        DependencyError: one of them is none, or names what no handler can use.
    """
    return Requested(tuple(_requirement(each, each) for each in requirements))


def read_requirements_file(path: Path) -> Requested:
    """Read a requirements file: requirements, hashes, comments, ``-r another``.

    Raises:
        DependencyError: a line says something else; the message names it.
    """
    roots = []
    hashes = {}
    for where, line in _lines(path):
        requirement = _requirement(_HASH.sub("", line).strip(), where)
        roots.append(requirement)
        hashes[canonicalize_name(requirement.name)] = tuple(
            sorted(match[1] for match in _HASH.finditer(line))
        )
    return Requested(tuple(roots), hashes)


def _lines(path: Path, within: tuple[Path, ...] = ()) -> Iterator[tuple[str, str]]:
    """List the requirements of a file, each with where it stands."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise DependencyError(f"requirements={str(path)!r}: {exc}") from exc
    if path in within:
        raise DependencyError(f"{path.name} includes itself")
    for match in _LOGICAL_LINE.finditer(text):
        line = _COMMENT.sub("", _CONTINUATION.sub(" ", match[0])).strip()
        where = f"{path.name}:{text.count(chr(10), 0, match.start()) + 1}"
        if include := re.fullmatch(r"(?:-r|--requirement)[= ]\s*(\S+)", line):
            yield from _lines(path.parent / include[1], (*within, path))
        elif line.startswith("-"):
            raise DependencyError(
                f"{where}: {line!r} is not allowed here; expected a requirement, "
                "-r and a file, or a comment (indexes are set as pip or uv have them "
                "set: by their environment variables or configuration)"
            )
        elif line:
            yield where, line


def _requirement(text: object, where: str) -> Requirement:
    try:
        requirement = Requirement(text)  # type: ignore[arg-type]
    except (InvalidRequirement, TypeError, AttributeError) as exc:
        raise DependencyError(
            f"{where}: {text!r} is not a requirement; expected one like 'humanize' or "
            "'humanize>=4,<5'"
        ) from exc
    if requirement.url:
        raise DependencyError(
            f"{where}: {text!r} is not allowed; only packages of an index travel, so "
            "name a version"
        )
    check_travels(requirement.name)
    return requirement
