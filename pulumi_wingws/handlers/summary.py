"""What a handler captured, and how, as a preview prints it."""

from __future__ import annotations

from .discover.graph import Graph
from .model import Component
from .values.literals import write_literal
from .values.scalars import is_written

__all__ = ["list_captures"]

_KINDS = {"DynamodbTable": "table", "WebSocket": "websocket"}
_WIDTH = 40


def list_captures(graph: Graph) -> tuple[str, ...]:
    """Say what a handler took along: components, then definitions, then data."""
    names = {name: module.namespace[name] for module, name in graph.names}
    definitions = [d for d in graph.definitions.values() if d.value != graph.handler]
    return (
        *_handles(names, graph),
        *(definition.reached.label for definition in definitions),
        *(f"{n} = {_short(v)}" for n, v in names.items() if is_written(v)),
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


def _short(value: object) -> str:
    text = write_literal(value)
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]}…"
