"""What a handler captured, and how, as a preview prints it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sized
from logging import Logger
from pathlib import Path, PurePath
from types import BuiltinFunctionType, FunctionType, ModuleType

from .discover.graph import Graph
from .model import Component
from .program.importable import find_import
from .values.literals import write_literal
from .values.scalars import is_written

__all__ = ["list_captures"]

_KINDS = {
    "Config": "configuration",
    "DynamodbTable": "table",
    "WebSocket": "websocket",
}
_CODE = (BuiltinFunctionType, FunctionType, ModuleType, type)
_IMPORT = re.compile(r'__import__\("(\w+)"\)\.')
_WIDTH = 40


def list_captures(graph: Graph) -> tuple[str, ...]:
    """Say what a handler took along: components, then definitions, then data."""
    names = {name: module.namespace[name] for module, name in graph.names}
    definitions = [
        d for d in graph.definitions.values() if d.value not in graph.handlers
    ]
    return (
        *_handles(names, graph),
        *sorted(o.key for o in graph.outputs.values() if o.key.startswith("config:")),
        *(definition.reached.label for definition in definitions),
        *_data(graph),
    )


def _handles(names: dict[str, object], graph: Graph) -> list[str]:
    handles = []
    for name, value in names.items():
        kind = graph.classify(value)
        if isinstance(kind, Component):
            handles.append(f"{name} ({_KINDS.get(kind.kind, kind.kind)})")
        elif kind is not None:
            handles.append(f"{name} ({kind})")
    return handles


def _data(graph: Graph) -> Iterator[str]:
    for module, name in graph.names:
        value = module.namespace[name]
        if (
            graph.classify(value) is None
            and id(value) not in graph.definitions
            and not isinstance(value, _CODE)
            and find_import(module, name, graph.program) is None
        ):
            text = _text(value, graph.program.root)
            yield f"{name} = {_short(text)}" if text else f"{name} ({_kind(value)})"


def _kind(value: object) -> str:
    kind = type(value).__name__
    return f"{kind} of {len(value)}" if isinstance(value, Sized) else kind


def _text(value: object, root: Path) -> str | None:
    """Write a value as a person would; None: its kind says more."""
    if isinstance(value, PurePath):
        below = value.is_relative_to(root)
        return f"Path({str(value.relative_to(root) if below else value)!r})"
    if not is_written(value) or isinstance(value, Logger):
        return None
    if isinstance(value, str | bytes | re.Pattern):
        return repr(value)
    return _IMPORT.sub(r"\1.", write_literal(value))


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]}…"
