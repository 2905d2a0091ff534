"""What stands for something of Pulumi's at run time."""

from __future__ import annotations

import json

from ..discover.graph import Graph
from ..model import Component
from ..values.literals import write_literal

__all__ = ["handle_text"]

_RUNTIME = '__import__("wingws_runtime")'


def handle_text(value: object, graph: Graph, runtime: str = _RUNTIME) -> str | None:
    """Write the run-time side of something of Pulumi's; None: it is not.

    `runtime` is the text by which the handle's file mentions the runtime.
    """
    kind = graph.classify(value)
    if isinstance(kind, Component):
        return f"{runtime}.{kind.kind}({_quoted(kind.name)})"
    if kind == "output":
        return f"{runtime}.output({_quoted(graph.outputs[id(value)].key)})"
    if kind == "resource" and id(value) in graph.resources:
        attributes = sorted(graph.resources[id(value)].items())
        parts = [
            f"{name}={write_literal(part, lambda each: handle_text(each, graph))}"
            for name, part in attributes
        ]
        return f'__import__("types").SimpleNamespace({", ".join(parts)})'
    return None


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
