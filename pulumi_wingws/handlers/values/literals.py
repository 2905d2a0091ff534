"""Data as Python text that is the same on every run.

What can be written is of exactly these types; a subclass may mean more than its value.
"""

from __future__ import annotations

import gc
import json
from collections import ChainMap, Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from types import BuiltinMethodType, MappingProxyType, MethodType, ModuleType

from ..descriptions import describe
from .scalars import is_written, write_scalar

__all__ = [
    "Reference",
    "children_of",
    "is_mutable",
    "write_display",
    "write_literal",
]

Reference = Callable[[object], str | None]
"""Gives the text for an object that has a name of its own; None: write it out."""


def is_mutable(value: object) -> bool:
    """Tell whether a container may change, so that sharing it means something."""
    return type(value) in {list, set, bytearray, deque, ChainMap, *_MAPPINGS}


def children_of(value: object) -> Iterator[tuple[str, object]] | None:
    """List a container's parts with how they are reached; None: not a container."""
    if isinstance(value, list | tuple | deque) and type(value) in _SEQUENCES:
        return ((f"[{i}]", child) for i, child in enumerate(value))
    if isinstance(value, set | frozenset) and type(value) in _SETS:
        return (("{…}", child) for child in _sorted(value))
    if isinstance(value, dict) and type(value) in _MAPPINGS:
        return _mapping_children(value)
    if type(value) is ChainMap:
        return ((f".maps[{i}]", child) for i, child in enumerate(value.maps))
    if type(value) is MappingProxyType:
        return iter([(".copy()", _behind(value))])
    if isinstance(value, MethodType) or _is_method_of_value(value):
        return iter([(".__self__", value.__self__)])  # type: ignore[attr-defined]
    if type(value) is partial:
        return _partial_children(value)
    if type(value) in {staticmethod, classmethod}:
        return iter([(".__func__", value.__func__)])  # type: ignore[attr-defined]
    if type(value) is property:
        parts = (value.fget, value.fset, value.fdel)
        return ((f"[{i}]", child) for i, child in enumerate(parts))
    if isinstance(value, slice):
        parts = (value.start, value.stop, value.step)
        return ((f"[{i}]", child) for i, child in enumerate(parts))
    return None


def write_literal(value: object, reference: Reference = lambda value: None) -> str:
    """Write a value as an expression, asking first for the names of its parts.

    Raises:
        TypeError: the value, or a part of it, cannot be written.
    """
    if (name := reference(value)) is not None:
        return name
    if (text := write_scalar(value)) is not None:
        return text
    return write_display(value, reference)


def write_display(value: object, reference: Reference) -> str:
    """Write a container's parts, asking for the names of these only.

    Raises:
        TypeError: the value is no such container, or a part of it cannot be written.
    """
    if isinstance(value, list | tuple | deque) and type(value) in _SEQUENCES:
        return _sequence(value, reference)
    if isinstance(value, set | frozenset) and type(value) in _SETS:
        inner = _join(_sorted(value), reference)
        text = f"{{{inner}}}" if inner else ""
        return (
            text if text and type(value) is set else f"{type(value).__name__}({text})"
        )
    if type(value) in {staticmethod, classmethod}:
        inner = write_literal(value.__func__, reference)  # type: ignore[attr-defined]
        return f"{type(value).__name__}({inner})"
    if type(value) is property:
        return f"property({_join((value.fget, value.fset, value.fdel), reference)})"
    if isinstance(value, slice):
        return f"slice({_join((value.start, value.stop, value.step), reference)})"
    if isinstance(value, dict) and type(value) in _MAPPINGS:
        return _mapping(value, reference)
    if type(value) is ChainMap:
        inner = _join(value.maps, reference)
        return f'__import__("collections").ChainMap({inner})'
    if type(value) is MappingProxyType:
        inner = write_literal(_behind(value), reference)
        return f'__import__("types").MappingProxyType({inner})'
    if isinstance(value, MethodType) or _is_method_of_value(value):
        owner = write_literal(value.__self__, reference)  # type: ignore[attr-defined]
        return f"{owner}.{value.__name__}"  # type: ignore[attr-defined]
    if type(value) is partial:
        inner = ", ".join(_partial_arguments(value, reference))
        return f'__import__("functools").partial({inner})'
    kind = f"{type(value).__module__}.{type(value).__qualname__}"
    raise TypeError(f"a {kind} cannot be written down")


def _join(values: Iterable[object], reference: Reference) -> str:
    return ", ".join(write_literal(value, reference) for value in values)


def _sequence(
    value: list[object] | tuple[object, ...] | deque[object], reference: Reference
) -> str:
    inner = _join(value, reference)
    if isinstance(value, list):
        return f"[{inner}]"
    if isinstance(value, tuple):
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    maximum = "" if value.maxlen is None else f", maxlen={value.maxlen}"
    return f'__import__("collections").deque([{inner}]{maximum})'


def _behind(proxy: MappingProxyType[object, object]) -> object:
    """Give the mapping that a proxy shows."""
    (mapping,) = gc.get_referents(proxy)
    return mapping


def _is_method_of_value(value: object) -> bool:
    """Tell whether a value is a built-in method of a container, as `words.append`."""
    is_method = isinstance(value, BuiltinMethodType)
    owner = getattr(value, "__self__", None)
    return is_method and not isinstance(owner, ModuleType | type | None)


def _mapping(value: dict[object, object], reference: Reference) -> str:
    items = ", ".join(
        f"{write_literal(k, reference)}: {write_literal(v, reference)}"
        for k, v in value.items()
    )
    text = f"{{{items}}}"
    if isinstance(value, OrderedDict | Counter):
        return f'__import__("collections").{type(value).__name__}({text})'
    if isinstance(value, defaultdict):
        factory = write_literal(value.default_factory, reference)
        return f'__import__("collections").defaultdict({factory}, {text})'
    return text


def _partial_arguments(value: partial[object], reference: Reference) -> Iterator[str]:
    for part in (value.func, *value.args):
        yield write_literal(part, reference)
    for name, part in value.keywords.items():
        yield f"{name}={write_literal(part, reference)}"


def _partial_children(value: partial[object]) -> Iterator[tuple[str, object]]:
    yield ".func", value.func
    yield ".args", value.args
    yield ".keywords", value.keywords


def _mapping_children(value: dict[object, object]) -> Iterator[tuple[str, object]]:
    if isinstance(value, defaultdict):
        yield ".default_factory", value.default_factory
    for key, child in value.items():
        label = f"[{key!r}]" if is_written(key) else "[…]"
        yield label, key
        yield label, child


def _sorted(values: set[object] | frozenset[object]) -> list[object]:
    """Order a set so that no hash seed shows."""

    def key(value: object) -> tuple[str, str]:
        kind = type(value).__qualname__
        try:
            return kind, write_literal(value)
        except TypeError:
            name = getattr(value, "__qualname__", None)
            return kind, str(name) if name else _description(value)

    return sorted(values, key=key)


def _description(value: object) -> str:
    """Tell all about an object but where it lies in memory."""
    home = type(value).__module__
    return json.dumps(describe({"": value}, lambda value: None, [home]))


_SEQUENCES = (list, tuple, deque)
_SETS = (set, frozenset)
_MAPPINGS = (dict, Counter, OrderedDict, defaultdict)
