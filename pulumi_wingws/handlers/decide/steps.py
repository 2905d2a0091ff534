"""Second pass: decide for each name and definition that was found how it travels.

A source line is kept where it provably yields the value. Otherwise the value is written
as a literal on the line where the name was assigned, or by `index.py` at the end.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..discover.graph import Graph
from .class_attributes import ClassAttributes
from .closures import paint_closures
from .data import Data
from .decision import Decision
from .definition_text import show_definition
from .global_names import GlobalNames, sorted_names
from .objects import Objects

__all__ = ["decide"]


def decide(graph: Graph, inits: Iterable[object] = ()) -> Decision:
    """Decide how everything travels; conflicts are refused in the graph.

    The order counts: index.py's statements stand in the order of these steps.
    """
    decision = Decision()
    index = decision.index
    objects = Objects(graph, index)
    names = GlobalNames(graph, decision, objects)
    class_attributes = ClassAttributes(names, objects)
    definitions = sorted(
        graph.definitions.values(), key=lambda d: (d.module.name, d.statement.start)
    )
    for module, name in sorted_names(graph.names):
        names.bind(module, name)
    Data(decision, names, objects).write(definitions, class_attributes)
    for definition in definitions:
        show_definition(definition, decision, names, objects, class_attributes)
    for module, name in sorted_names(graph.tombstones):
        names.bury(module, name)
    names.handles.add_attributes()
    for cls, name in graph.deleted:
        place = objects.expression(cls)
        index.fills.append(f"if {name!r} in vars({place}): del {place}.{name}")
    for cls, virtual in graph.registered:
        pair = objects.expression(cls), objects.expression(virtual)
        index.fills.append("{}.register({})".format(*pair))
    decision.handlers = [objects.expression(each) for each in graph.handlers]
    decision.inits = [objects.expression(init) for init in inits]
    objects.cells.fill(objects.expression_at)
    decision.data = objects.files
    names.imports.show()
    decision.painted = paint_closures(graph, decision.pieces)
    return decision
