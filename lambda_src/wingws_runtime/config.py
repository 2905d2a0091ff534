"""
The program's configuration inside a handler, read as with ``pulumi.Config``.

Deploy time has looked at the keys that the handler's code names: those that are
required are there, and of the right type. Their texts travel as captured Outputs do.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .environment import as_output, look_up

__all__ = ["Config", "output_key"]


class Config:
    """
    The configuration of one namespace, with the getters of ``pulumi.Config``.

    What a getter of secrets returns has :meth:`get`, as any captured Output.

    Args:
        name: The namespace; the project's own when left out.
    """

    def __init__(self, name: str | None = None) -> None:
        self.name = name or ""


def output_key(namespace: str, key: str) -> str:
    """Return the key of a configuration value among the captured Outputs."""
    return ":".join(["config", *filter(None, [namespace]), key])


def _getter(read: Callable[[str], Any], *, is_secret: bool) -> Callable[..., Any]:
    def get(self: Config, key: str, default: Any = None) -> Any:
        text = look_up("outputs", output_key(self.name, key))
        value = default if text is None else read(text)
        return as_output(value) if is_secret and value is not None else value

    return get


_READ: dict[str, Callable[[str], Any]] = {
    "": str,
    "_bool": lambda text: text in {"true", "True"},
    "_float": float,
    "_int": int,
    "_object": json.loads,
}

for _type, _read in _READ.items():
    for _verb in ("get", "require"):
        setattr(Config, f"{_verb}{_type}", _getter(_read, is_secret=False))
        setattr(Config, f"{_verb}_secret{_type}", _getter(_read, is_secret=True))
