"""Texts that no artifact may contain: secrets, and where the project lies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from .refusals import Refusal

__all__ = ["SECRET_NAME", "SHORTEST_SECRET", "find_leaks", "lines_with", "secrets_of"]

SECRET_NAME = re.compile(r"(^|_)(SECRET|TOKEN|PASSWORD|KEY)S?(_|$)", re.IGNORECASE)
SHORTEST_SECRET = 8


def secrets_of(environment: Mapping[str, str]) -> dict[str, str]:
    """Pick the environment variables whose names say that they are secret."""
    return {
        f"the environment variable {name}": value
        for name, value in sorted(environment.items())
        if SECRET_NAME.search(name) and len(value) >= SHORTEST_SECRET
    }


def find_leaks(
    files: Mapping[str, str], root: Path, secrets: Mapping[str, str]
) -> Iterator[Refusal]:
    """Refuse every line that contains a secret or the project's absolute path.

    `files` are texts by path, `secrets` values by what a person would call them.
    """
    patterns = {name: _pattern(secret) for name, secret in secrets.items()}
    place = re.compile(re.escape(str(root)) + r"(?![\w.-])")
    for path, text in files.items():
        for name, pattern in patterns.items():
            for line, column, _ in lines_with(pattern, text):
                yield _leak(path, line, column, name)
        if root != Path(root.anchor):
            for found in lines_with(place, text):
                yield _place(path, *found)


def lines_with(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int, str]]:
    """Give number, column and text of each line that has what a pattern matches."""
    if pattern.search(text) is None:
        return
    for number, line in enumerate(text.split("\n"), 1):
        if found := pattern.search(line):
            yield number, found.start() + 1, line


def _leak(path: str, line: int, column: int, name: str) -> Refusal:
    problem = f"the artifact would contain the value of {name}"
    remedy = "capture it as a secret Output, such as Config.require_secret(…)"
    return Refusal(path, line, column, "", problem, (), remedy)


def _place(path: str, line: int, column: int, text: str) -> Refusal:
    problem = "the artifact would contain the absolute path of the project"
    remedy = "no file of the project exists in Lambda: read it at module level"
    return Refusal(path, line, column, text, problem, (), remedy)


def _pattern(secret: str) -> re.Pattern[str]:
    """Match a secret, and each text in one that is JSON, as programs write them.

    What is short must stand alone, and what is shorter still is in any program.
    """
    texts = [text for text in _texts(secret) if len(text) >= SHORTEST_SECRET]
    forms = {form for text in texts for form in _forms(text)}
    patterns = [re.escape(form) for form in sorted(forms)]
    if 3 < len(secret) < SHORTEST_SECRET and secret not in {"true", "false"}:
        patterns.append(rf"(?<![\w.]){re.escape(secret)}(?![\w.])")
    return re.compile("|".join(patterns) or r"(?!)")


def _forms(text: str) -> tuple[str, ...]:
    """Give a text as it is, and as it stands in Python and in JSON."""
    quoted = (repr(text), json.dumps(text), json.dumps(text, ensure_ascii=False))
    return text, *(each[1:-1] for each in quoted)


def _texts(secret: str) -> Iterator[str]:
    """Give a secret and, if it is JSON, the texts in it."""
    yield secret
    try:
        stack = [json.loads(secret)]
    except ValueError:
        return
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack += value.values()
        elif isinstance(value, list):
            stack += value
        elif isinstance(value, str):
            yield value
