"""Texts that no artifact may contain: secrets, and where the project lies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from .refusals import Refusal

__all__ = ["find_leaks", "secrets_of"]

_SECRET_NAME = re.compile(r"(^|_)(SECRET|TOKEN|PASSWORD|KEY)S?(_|$)", re.IGNORECASE)
_SHORTEST_SECRET = 8


def secrets_of(environment: Mapping[str, str]) -> dict[str, str]:
    """Pick the environment variables whose names say that they are secret."""
    return {
        f"the environment variable {name}": value
        for name, value in sorted(environment.items())
        if _SECRET_NAME.search(name) and len(value) >= _SHORTEST_SECRET
    }


def find_leaks(
    files: Mapping[str, str], root: Path, secrets: Mapping[str, str]
) -> Iterator[Refusal]:
    """Refuse every line that contains a secret or the project's absolute path.

    `files` are texts by path, `secrets` values by what a person would call them.
    """
    for path, text in files.items():
        for number, line in enumerate(text.split("\n"), 1):
            yield from _secrets_in(path, number, line, secrets)
            yield from _root_in(path, number, line, root)


def _secrets_in(
    path: str, number: int, line: str, secrets: Mapping[str, str]
) -> Iterator[Refusal]:
    for name, value in secrets.items():
        column = max(line.find(value), line.find(repr(value)[1:-1]))
        if column >= 0:
            problem = f"the artifact would contain the value of {name}"
            remedy = "capture it as a secret Output, such as Config.require_secret(…)"
            yield Refusal(path, number, column + 1, "", problem, (), remedy)


def _root_in(path: str, number: int, line: str, root: Path) -> Iterator[Refusal]:
    if root == Path(root.anchor):
        return
    if found := re.search(re.escape(str(root)) + r"(?![\w.-])", line):
        problem = "the artifact would contain the absolute path of the project"
        remedy = "no file of the project exists in Lambda: read it at module level"
        yield Refusal(path, number, found.start() + 1, line, problem, (), remedy)
