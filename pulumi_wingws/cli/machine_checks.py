"""What of a machine ``wingws doctor`` looks at."""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement

from .finding import Finding

__all__ = ["check_machine", "pulumi_cli"]

_INSTALL_CLI = "curl -fsSL https://get.pulumi.com | sh"

_PROGRAMS = ("pulumi-language-python", "pulumi-resource-pulumi-python")
"""What the CLI starts for programs as ours."""

_CLI_TIMEOUT = 30.0

_AHEAD = 60.0
"""Seconds by which a file may be of the future: file systems of others have clocks."""


def check_machine(root: Path) -> Iterator[Finding]:
    """Look at all that is no stack's.

    Args:
        root: the project's folder.
    """
    yield _python()
    yield _platform()
    yield pulumi_cli()
    yield _packages()
    yield _folder(root / ".wingws")
    yield _clock(root)


def _python() -> Finding:
    text = f"Python {'.'.join(map(str, sys.version_info[:3]))}, {sys.executable}"
    is_old = sys.version_info < (3, 11)
    return Finding("python", text, "install Python 3.11 or newer" if is_old else None)


def _platform() -> Finding:
    known = sys.platform in ("linux", "darwin")
    return Finding("platform", sys.platform, None if known else "wsl --install")


def pulumi_cli() -> Finding:
    """Look for the Pulumi CLI: on PATH, whole, and as new as the SDK has to be."""
    program = shutil.which("pulumi")
    if program is None:
        text = "the Pulumi CLI is not on PATH; `wingws dev` does without"
        return Finding("pulumi", text, _INSTALL_CLI)
    wanted = next(each for each in _requirements() if each.name == "pulumi").specifier
    found = _version_of(program)
    if not wanted.contains(found or "0"):
        text = f"{program} is {found or 'broken'}, not {wanted}"
        return Finding("pulumi", text, _INSTALL_CLI)
    if missing := [each for each in _PROGRAMS if shutil.which(each) is None]:
        text = f"{program} is on PATH without {', '.join(missing)}"
        return Finding("pulumi", text, _INSTALL_CLI)
    return Finding("pulumi", f"Pulumi CLI {found}, {program}")


def _version_of(program: str) -> str | None:
    try:
        done = subprocess.run(
            [program, "version"], capture_output=True, text=True, timeout=_CLI_TIMEOUT
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.match(r"v?(\d+\.\d+\.\d+)", done.stdout)
    return found[1] if found else None


def _packages() -> Finding:
    found = {each: _installed(each.name) for each in _requirements()}
    wrong = [
        each
        for each, installed in found.items()
        if installed is None or not each.specifier.contains(installed, prereleases=True)
    ]
    if not wrong:
        names = (f"{each.name} {installed}" for each, installed in found.items())
        return Finding("packages", ", ".join(names))
    have = ", ".join(f"{each.name} {found[each] or '(missing)'}" for each in wrong)
    wanted = " ".join(f"'{each.name}{each.specifier}'" for each in wrong)
    return Finding(
        "packages",
        f"of no version that will do: {have}",
        f"{sys.executable} -m pip install {wanted}",
    )


def _installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _requirements() -> list[Requirement]:
    """Return what our package needs, but for its extras."""
    parsed = map(Requirement, requires("pulumi-wingws") or ())
    return [
        each
        for each in parsed
        if each.marker is None or each.marker.evaluate({"extra": ""})
    ]


def _folder(folder: Path) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=folder if folder.exists() else folder.parent):
            return Finding("folder", f"{folder} can be written")
    except NotADirectoryError:
        text, mend = f"{folder} is no folder", f"rm {folder}"
    except OSError as exc:
        text = f"{folder} cannot be written: {exc.strerror}"
        mend = f'sudo chown -R "$(id -un)" {folder}'
    return Finding("folder", text, mend)


def _clock(root: Path) -> Finding:
    """Compare the clock with what was written before; signatures carry the time."""
    files = [*root.glob("Pulumi*.yaml"), *root.glob(".wingws/stacks/*/*.json")]
    written = max((file.stat().st_mtime for file in files), default=0.0)
    now = time.time()
    text = time.strftime("it is %Y-%m-%d %H:%M:%S UTC", time.gmtime(now))
    if written <= now + _AHEAD:
        return Finding("clock", text)
    mend = "sudo timedatectl set-ntp true"
    if sys.platform == "darwin":
        mend = "sudo systemsetup -setusingnetworktime on"
    later = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(written))
    return Finding("clock", f"{text}, and a file of the project is of {later}", mend)
