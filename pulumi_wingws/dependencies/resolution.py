"""Versions for requirements that nothing installed answers, remembered once chosen."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .installer import find_installer
from .layers import cache_folder
from .package import Pin, check_travels, is_in_lambda, pins_text
from .platform import Platform

__all__ = ["resolve"]


def resolve(
    requirements: Iterable[Requirement],
    constraints: tuple[Pin, ...],
    platform: Platform,
) -> tuple[Pin, ...]:
    """Choose versions of packages and of all that they need on a platform.

    The same question gets the same answer, without the network, for as long as the
    user's cache is there.

    Raises:
        MissingWheel: no version of a package has a wheel for the platform.
        DependencyError: no index answers, or one of the packages may not travel.
    """
    requirements = sorted(requirements, key=str)
    question = [*map(str, requirements), "|", pins_text(constraints), platform.tag]
    digest = hashlib.sha256(json.dumps(question).encode()).hexdigest()
    answer = cache_folder() / "resolved" / f"{digest}.txt"
    if not answer.exists():
        chosen = find_installer().resolve(requirements, constraints, platform)
        _write(answer, pins_text(p for p in chosen if not is_in_lambda(p.name)))
    pins = tuple(_read(answer))
    for pin in pins:
        check_travels(pin.name)
    return pins


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False) as temporary:
        temporary.write(text)
    Path(temporary.name).replace(file)


def _read(file: Path) -> Iterable[Pin]:
    for line in file.read_text().splitlines():
        name, version = line.split("==")
        yield Pin(canonicalize_name(name), version)
