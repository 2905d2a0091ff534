"""The programs that know indexes and wheels: uv if there is one, else pip.

Both install wheels only, never a source distribution: what the laptop compiles does not
run in Lambda. Indexes, certificates and proxies are those that the program is set to.
"""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .errors import DependencyError, MissingWheel
from .package import Pin, pins_text
from .platform import Platform

__all__ = ["Pip", "Uv", "find_installer"]

# What the two say, in all versions of the last years.
_UNREACHABLE = re.compile(
    r"(?i).*(?:failed to fetch|connection broken|certificate verify failed).*"
)
_NO_WHEEL = re.compile(
    r"No matching distribution found for (\S+)"
    r"|Because (?:there is no version of )?(\S+==\S+)"
    r"|Because all versions of (\S+) have no"
)


class Uv:
    """``uv pip``, https://docs.astral.sh/uv/pip/."""

    def __init__(self, executable: str) -> None:
        self._executable = executable

    def install(self, pins: Sequence[Pin], platform: Platform, folder: Path) -> None:
        """Unpack the wheels of exactly these packages into a folder.

        Raises:
            MissingWheel: one of them has none for the platform.
            DependencyError: no index answers.
        """
        # Copies: a hard link into uv's cache would hand our changes to others.
        options = ["--no-deps", "--link-mode", "copy", "--target", str(folder)]
        self._run("install", platform, *options, requirements=pins_text(pins))

    def resolve(
        self,
        requirements: Iterable[Requirement],
        constraints: Iterable[Pin],
        platform: Platform,
    ) -> list[Pin]:
        """Choose versions that answer requirements, and all that they need.

        Raises:
            MissingWheel: none of a package has a wheel for the platform.
            DependencyError: no index answers.
        """
        text = _requirements_text(requirements)
        with _text_file(pins_text(constraints)) as file:
            options = ["-c", file.name, "--no-header", "--no-annotate"]
            output = self._run("compile", platform, *options, requirements=text)
        pairs = (line.split("==") for line in output.splitlines())
        return [Pin(canonicalize_name(name), version) for name, version in pairs]

    def _run(
        self, command: str, platform: Platform, *options: str, requirements: str
    ) -> str:
        where = ["--python", sys.executable]
        if not platform.is_here:
            glibc = f"{platform.machine}-manylinux_2_{platform.glibc}"
            where += ["--python-platform", glibc, "--python-version", platform.python]
        common = ["--quiet", "--color", "never", "--only-binary", ":all:"]
        with _text_file(requirements) as file:
            sources = [file.name] if command == "compile" else ["-r", file.name]
            arguments = [command, *common, *where, *options, *sources]
            return _run([self._executable, "pip", *arguments], platform)


class Pip:
    """``python -m pip``, https://pip.pypa.io/en/stable/cli/."""

    def install(self, pins: Sequence[Pin], platform: Platform, folder: Path) -> None:
        """Do as :meth:`Uv.install`."""
        options = ["--no-deps", "--no-compile", "--target", str(folder)]
        self._run(platform, *options, requirements=pins_text(pins))

    def resolve(
        self,
        requirements: Iterable[Requirement],
        constraints: Iterable[Pin],
        platform: Platform,
    ) -> list[Pin]:
        """Do as :meth:`Uv.resolve`."""
        text = _requirements_text(requirements)
        with (
            _text_file(pins_text(constraints)) as file,
            tempfile.TemporaryDirectory() as folder,
        ):
            report = Path(folder, "report.json")
            options = ["--dry-run", "--ignore-installed", "--report", str(report)]
            # A platform that is not this one is allowed for a target folder only.
            options += ["-c", file.name, "--target", folder]
            self._run(platform, *options, requirements=text)
            found = json.loads(report.read_text())["install"]
        chosen = (each["metadata"] for each in found)
        return [Pin(canonicalize_name(e["name"]), e["version"]) for e in chosen]

    def _run(self, platform: Platform, *options: str, requirements: str) -> None:
        where = []
        if not platform.is_here:
            where = ["--implementation", "cp", "--python-version", platform.python]
            where += [f"--platform={tag}" for tag in platform.wheel_tags]
        common = ["--quiet", "--no-input", "--disable-pip-version-check"]
        # Without a retry pip does not say that it could not connect.
        common += ["--no-color", "--retries", "2", "--only-binary", ":all:"]
        pip = [sys.executable, "-m", "pip", "install"]
        with _text_file(requirements) as file:
            _run([*pip, *common, *where, *options, "-r", file.name], platform)


def find_installer() -> Uv | Pip:
    """Return uv if it is on the path or installed, else pip.

    Raises:
        DependencyError: there is neither.
    """
    if executable := shutil.which("uv"):
        return Uv(executable)
    beside = Path(sys.executable).parent / "uv"
    if beside.is_file():
        return Uv(str(beside))
    if importlib.util.find_spec("pip"):
        return Pip()
    raise DependencyError(
        "a handler's packages are installed by uv or pip, and there is neither; "
        "install one of them"
    )


def _requirements_text(requirements: Iterable[Requirement]) -> str:
    """Write requirements as a file; their markers have been looked at before."""
    lines = []
    for each in requirements:
        extras = f"[{','.join(sorted(each.extras))}]" if each.extras else ""
        lines.append(f"{each.name}{extras}{each.specifier}\n")
    return "".join(lines)


def _text_file(text: str) -> tempfile._TemporaryFileWrapper[str]:
    file = tempfile.NamedTemporaryFile("w", suffix=".txt")  # noqa: SIM115 - a context
    file.write(text)
    file.flush()
    return file


def _run(command: Sequence[str], platform: Platform) -> str:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return done.stdout
    output = f"{done.stdout}{done.stderr}".strip()
    if unreachable := _UNREACHABLE.search(output):
        raise DependencyError(
            f"no package index can be reached: {unreachable[0].strip()}"
        )
    if named := _NO_WHEEL.search(" ".join(output.split())):
        raise MissingWheel(next(filter(None, named.groups())), str(platform))
    raise DependencyError(f"a handler's packages cannot be installed:\n{output}")
