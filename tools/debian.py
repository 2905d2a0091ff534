"""Packages of Debian, for who is root; others are told the one line to run."""

import os
import shutil
from collections.abc import Sequence

from terminal import Missing, run

__all__ = ["install", "is_debian", "line"]

_ALONE = ("install", "--yes", "--no-install-recommends")


def line(packages: Sequence[str]) -> str:
    """Return the command that a user gives to install packages."""
    words = ("sudo", "apt-get", *_ALONE, *packages)
    return f"sudo apt-get update && {' '.join(words)}"


def is_debian() -> bool:
    """Tell whether this system has such packages."""
    return shutil.which("apt-get") is not None


def install(packages: Sequence[str], *, otherwise: str) -> None:
    """Install packages.

    Raises:
        Missing: If this user can't, or if it fails; its message is `otherwise`.
    """
    if not is_debian() or os.geteuid() != 0:
        raise Missing(otherwise)
    apt = {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", *_ALONE, *packages]
    run(
        ["apt-get", "update"],
        doing="apt-get update",
        otherwise=otherwise,
        environment=apt,
    )
    run(command, doing=" ".join(command), otherwise=otherwise, environment=apt)
