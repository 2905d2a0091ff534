"""The text of functions and classes at module level, as their files show it."""

from __future__ import annotations

from ..discover.graph import Definition
from ..program.decorators import decorator_span
from .above import Above
from .class_attributes import ClassAttributes
from .decision import Decision
from .defaults import decide_defaults
from .global_names import GlobalNames
from .objects import Objects
from .pieces import Hole, Piece

__all__ = ["show_definition"]


def show_definition(
    definition: Definition,
    decision: Decision,
    names: GlobalNames,
    objects: Objects,
    class_attributes: ClassAttributes,
) -> None:
    """Show a definition with its decorators, but without what fails or lies there."""
    module, statement = definition.module, definition.statement
    above = Above.definition(definition, names)
    holes = [Hole(a.start, a.end, a.filler) for a in definition.blanked]
    _show_decorators(definition, decision)
    if definition.function is not None:
        is_named = names.graph.is_named(definition)
        holes += decide_defaults(definition, objects, above, is_named=is_named)
    else:
        holes += class_attributes.holes(definition)
        for method in names.graph.defaults.get(id(definition.value), ()):
            holes += decide_defaults(method, objects, above, is_named=True)
    decision.keep(module, statement, holes)


def _show_decorators(definition: Definition, decision: Decision) -> None:
    for decorator in definition.decorators:
        span = decorator_span(decorator, definition.module.source)
        decision.add(definition.module, Piece.kept(definition.statement, span))
