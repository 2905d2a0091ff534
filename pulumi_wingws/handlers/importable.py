"""Values that a fresh interpreter finds under a module's name."""

from __future__ import annotations

import sys

__all__ = ["importable_name", "look_up"]


def look_up(module: str, qualified_name: str) -> object:
    """Give what an imported module holds under a dotted name, None when nothing."""
    value: object = sys.modules.get(module)
    for name in qualified_name.split("."):
        value = getattr(value, name, None)
    return value


def importable_name(value: object) -> tuple[str, str] | None:
    """Give the module and dotted name under which a class or function is found."""
    module = getattr(value, "__module__", None)
    name = getattr(value, "__qualname__", None)
    if not isinstance(module, str) or not isinstance(name, str):
        return None
    return (module, name) if look_up(module, name) is value else None
