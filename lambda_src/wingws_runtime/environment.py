"""
What deploy time told this function: one JSON document in ``WINGWS``.

::

    {"websockets": {"MyWebSocket": {"endpoint": "https://…/prod"}},
     "tables": {"WebSocketTable": {"name": "WebSocketTable-1a2b"}},
     "outputs": {"bucket.arn": "arn:aws:s3:::b"},
     "parameters": [["/dev/secret-0"], ["/dev/captures-0", "/dev/captures-1"]],
     "registers": "MyWebSocket-connections-1a2b"}

``registers`` names the table in which this function registers connections, and is never
in a parameter. Each list under ``parameters`` names SSM parameters, whose values one
after the other are one more document like this: with what is secret, or too long for
Lambda's 4 KB.
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

__all__ = ["as_output", "look_up", "output", "registers"]

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

    Raises:
        NotInEnvironment: If the function captured no Output of that key.
    """
    return as_output(look_up("outputs", key))


def as_output(value: Any) -> TextOutput | Output:
    """Return a value as handlers see that of an Output."""
    return TextOutput(value) if isinstance(value, str) else Output(value)


def look_up(section: str, name: str) -> Any:
    """
    Return what deploy time said under `section` about `name`.

    Parameters are fetched from SSM, all at once, the first time that one is needed.

    Raises:
        NotInEnvironment: If it said nothing.
    """
    entries = _document().get(section, {})
    if name not in entries:
        entries = {**entries, **_fetched().get(section, {})}
    if name not in entries:
        raise NotInEnvironment(section, name, entries.keys())
    return entries[name]


def registers() -> str | None:
    """Return the table in which this function registers connections, if it does."""
    table: str | None = _document().get("registers")
    return table


@cache
def _document() -> Mapping[str, Any]:
    document: Mapping[str, Any] = json.loads(os.environ.get(VARIABLE, "{}"))
    return document


@cache
def _fetched() -> Mapping[str, Mapping[str, Any]]:
    """Read the documents in parameters, as one."""
    lists: Sequence[Sequence[str]] = _document().get("parameters", [])
    values = _values([name for names in lists for name in names])
    together: dict[str, dict[str, Any]] = {}
    for names in lists:
        document = json.loads("".join(values[name] for name in names))
        for section, entries in document.items():
            together.setdefault(section, {}).update(entries)
    return together


def _values(names: Sequence[str]) -> Mapping[str, str]:
    """Fetch parameters, by name."""
    values: dict[str, str] = {}
    for batch in _batches(names):
        answer = client("ssm").get_parameters(Names=batch, WithDecryption=True)
        # A name may be pinned to a version, "name:3"; the answer tells the two apart.
        values |= {
            p["Name"] + p.get("Selector", ""): p["Value"] for p in answer["Parameters"]
        }
        for name in answer["InvalidParameters"]:
            raise NotInEnvironment("parameters", name, values.keys())
    return values


def _batches(names: Sequence[str]) -> Iterator[list[str]]:
    remaining = iter(names)
    while batch := list(islice(remaining, PARAMETERS_PER_REQUEST)):
        yield batch
