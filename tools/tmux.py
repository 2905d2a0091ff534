"""tmux, in which tests type as a person does: on PATH, else Debian's package."""

import shutil
import sys
from pathlib import Path

import debian
from terminal import Missing

__all__ = ["find_or_install"]

_PACKAGES = ("tmux",)


def find_or_install() -> Path:
    """Return tmux's executable, after installing it if need be.

    Raises:
        Missing: If it can't be installed; the message has the one line to run.
    """
    if found := shutil.which("tmux"):
        return Path(found)
    advice = "put it on PATH"
    if debian.is_debian():
        advice = f"run `{debian.line(_PACKAGES)}`"
    elif sys.platform == "darwin":
        advice = "run `brew install tmux`"
    otherwise = f"tmux is needed for the tests of `wingws dev`: {advice}"
    debian.install(_PACKAGES, otherwise=otherwise)
    if found := shutil.which("tmux"):
        return Path(found)
    raise Missing("tmux is not on PATH although its package is installed")
