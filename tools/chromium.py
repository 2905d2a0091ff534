"""Chromium: on PATH, else Playwright's own download, else Debian's package."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import debian
from terminal import Missing, run, say

__all__ = ["find", "find_or_install"]

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PACKAGES = ("chromium",)
_PYTHON = Path(__file__).resolve().parent.parent / ".venv-test" / "bin" / "python"
_PLAYWRIGHTS_OWN = (
    "from playwright.sync_api import sync_playwright as start\n"
    "with start() as playwright: print(playwright.chromium.executable_path)"
)


def find_or_install() -> Path:
    """Return Chromium's executable, after installing it if need be.

    Raises:
        Missing: If it can't be installed; the message has the one line to run.
    """
    if found := find():
        return found
    _download()
    if found := find():
        return found
    _install_package()
    if found := find():
        return found
    raise Missing("Chromium is not on PATH although its package is installed")


def find() -> Path | None:
    """Return Chromium's executable, if there is one."""
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    asked = subprocess.run(
        [_PYTHON, "-c", _PLAYWRIGHTS_OWN], capture_output=True, text=True
    )
    own = asked.stdout.strip()
    return Path(own) if own and os.access(own, os.X_OK) else None


def _download() -> None:
    try:
        run(
            [_PYTHON, "-m", "playwright", "install", "chromium"],
            doing="downloading Chromium with Playwright",
            otherwise="Playwright could not download Chromium",
            environment={"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000"},
            timeout=300,
        )
    except Missing as missing:
        say(missing.message)


def _install_package() -> None:
    if not debian.is_debian():
        hint = " (on macOS: brew install --cask chromium)"
        raise Missing(
            "Chromium is needed for the browser tests: put `chromium` on PATH"
            + (hint if sys.platform == "darwin" else "")
        )
    otherwise = (
        f"Chromium is needed for the browser tests: run `{debian.line(_PACKAGES)}`"
    )
    debian.install(_PACKAGES, otherwise=otherwise)
