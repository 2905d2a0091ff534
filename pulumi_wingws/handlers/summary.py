"""The line that a preview prints for a handler: what it captured, and how."""

from __future__ import annotations

from .graph import Graph
from .literals import is_written, write_literal
from .model import Component, HandlerSource

__all__ = ["summarise"]

_KINDS = {"DynamodbTable": "table", "WebSocket": "websocket"}
_WIDTH = 40


def summarise(source: HandlerSource, graph: Graph) -> str:
    """Write `on_message ← connections (table) · greet() app/util.py:12 · LIMIT = 5`."""
    parts: dict[str, None] = {}
    for module, name in graph.names:
        value = module.namespace[name]
        kind = graph.classify(value)
        if isinstance(kind, Component):
            parts[f"{name} ({_KINDS.get(kind.kind, kind.kind)})"] = None
        elif kind is not None:
            parts[f"{name} ({kind})"] = None
        elif is_written(value):
            text = write_literal(value)
            parts[
                f"{name} = {text if len(text) <= _WIDTH else text[:_WIDTH] + '…'}"
            ] = None
    for definition in graph.definitions.values():
        if definition.value is not source.function:
            parts[definition.reached.label] = None
    return f"{source.name} ← {' · '.join(parts)}" if parts else source.name
