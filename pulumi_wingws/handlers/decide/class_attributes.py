"""Attributes of classes: what a class's text does not provably yield is set later."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from ..discover.graph import Definition
from ..program.names import uses_in
from ..program.statements import span_of
from .above import Above
from .global_names import GlobalNames
from .large import is_long
from .objects import Objects
from .pieces import Hole
from .proofs import proves

__all__ = ["ClassAttributes"]


class ClassAttributes:
    """Sets the attributes of classes, and takes out of their texts what fails there."""

    def __init__(self, names: GlobalNames, objects: Objects) -> None:
        self._graph = names.graph
        self._names = names
        self._objects = objects

    def values(self, definition: Definition) -> Iterable[object]:
        """List what the attributes hold."""
        return (value for _, _, value, _ in self._of(definition))

    def write(self, definition: Definition) -> None:
        """Set the attributes that the class's text does not provably yield."""
        for cls, name, value, node in self._of(definition):
            is_buried = id(value) in self._graph.buried
            is_said = node and (is_buried or self._is_proven(definition, node, value))
            if not is_said:
                self._set(cls, name, value)

    def holes(self, definition: Definition) -> Iterator[Hole]:
        """Blank what names in the class's text no longer yield there."""
        for cls, name, value, node in self._of(definition):
            if node is None or self._is_proven(definition, node, value):
                yield from self._moved(cls, name, value, node, definition)
                continue
            if id(value) in self._graph.buried:
                yield Hole(*span_of(node), self._objects.expression(value))
                continue
            names = {use.name for use in uses_in(node)} - vars(cls).keys()
            if not all(self._is_at_hand(definition, used) for used in names):
                yield Hole(*span_of(node), "0")

    def _moved(
        self,
        cls: type,
        name: str,
        value: object,
        node: ast.expr | None,
        definition: Definition,
    ) -> Iterator[Hole]:
        """Read large data where the class's text writes it out."""
        if node is None or not is_long(node, definition.module):
            return
        text = self._objects.literal(value)
        place = f"{self._objects.expression(cls)}.{name}"
        if text and (found := self._objects.at(place, value, text)) != text:
            yield Hole(*span_of(node), found)

    def _of(
        self, definition: Definition
    ) -> Iterator[tuple[type, str, object, ast.expr | None]]:
        for cls, attributes in self._graph.attributes.get(id(definition.value), ()):
            for name, value, node in attributes:
                yield cls, name, value, node

    def _is_proven(self, definition: Definition, node: ast.expr, value: object) -> bool:
        above = Above.definition(definition, self._names)
        return not self._objects.sharing.has_shared(value) and proves(
            node, value, above
        )

    def _set(self, cls: type, name: str, value: object) -> None:
        index = self._objects.index
        place = f"{self._objects.expression(cls)}.{name}"
        is_kept = name.endswith("._value_")  # an enumeration holds it twice
        if is_kept and self._objects.own(value, place, must=True):
            self._objects.fill(place, value, is_new=False)
        elif self._objects.own(value, place):
            index.creations.append(f"{place} = {self._objects.empty(value)}")
            self._objects.fill(place, value)
        elif self._objects.expression(value) != place:  # as a dataclass's
            text = self._objects.expression_at(place, value)
            index.fills.append(f"{place} = {text}")

    def _is_at_hand(self, definition: Definition, name: str) -> bool:
        """Tell whether a name in a class's text means something when that runs."""
        module = definition.module
        if name not in module.namespace:
            return True
        if module.binder_above(name, definition.statement) is None:
            return False
        return self._names.is_shown(module, name)
