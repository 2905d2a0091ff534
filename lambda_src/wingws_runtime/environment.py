"""
What deploy time told this function: one JSON document in ``WINGWS``.

::

    {"websockets": {"MyWebSocket": {"endpoint": "https://…/prod"}},
     "tables": {"WebSocketTable": {"name": "WebSocketTable-1a2b"}},
     "outputs": {"bucket.arn": "arn:aws:s3:::b"},
     "secrets": {"password": "/wingws/dev/password"}}

The secrets are names of SSM parameters whose values are JSON too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

from .clients import client
from .errors import NotInEnvironment

__all__ = ["look_up", "output"]

VARIABLE = "WINGWS"

# https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
PARAMETERS_PER_REQUEST = 10


class TextOutput(str):
    """An Output's value that is text: usable as the str it is."""

    __slots__ = ()

    def get(self) -> str:
        """Return the text."""
        return str(self)


class Output:
    """An Output's value that is no text."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def get(self) -> Any:
        """Return the value."""
        return self._value

    def __repr__(self) -> str:
        return f"Output({self._value!r})"


def output(key: str) -> TextOutput | Output:
    """
    Return the value that the program's Output `key` had after the deployment.

    Secrets are fetched from SSM, all at once, the first time that one is needed.

    Raises:
        NotInEnvironment: If the function captured no Output of that key.
    """
    secrets = _section("secrets")
    value = _secrets()[key] if key in secrets else look_up("outputs", key)
    return TextOutput(value) if isinstance(value, str) else Output(value)


def look_up(section: str, name: str) -> Any:
    """
    Return what the environment says under `section` about `name`.

    Raises:
        NotInEnvironment: If it says nothing.
    """
    entries = _section(section)
    if name not in entries:
        raise NotInEnvironment(section, name, entries.keys())
    return entries[name]


def _section(section: str) -> Mapping[str, Any]:
    entries: Mapping[str, Any] = _document().get(section, {})
    return entries


@cache
def _document() -> Mapping[str, Any]:
    document: Mapping[str, Any] = json.loads(os.environ.get(VARIABLE, "{}"))
    return document


@cache
def _secrets() -> Mapping[str, Any]:
    parameters = _section("secrets")
    values: dict[str, str] = {}
    for names in _batches(sorted(set(parameters.values()))):
        answer = client("ssm").get_parameters(Names=names, WithDecryption=True)
        for name in answer["InvalidParameters"]:
            raise NotInEnvironment("secrets", name, parameters.values())
        # A name may be pinned to a version, "name:3"; the answer tells the two apart.
        values |= {
            p["Name"] + p.get("Selector", ""): p["Value"] for p in answer["Parameters"]
        }
    return {key: json.loads(values[name]) for key, name in parameters.items()}


def _batches(names: Sequence[str]) -> Iterator[list[str]]:
    remaining = iter(names)
    while batch := list(islice(remaining, PARAMETERS_PER_REQUEST)):
        yield batch
