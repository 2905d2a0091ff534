"""Data under global names: kept on its line, written there, or filled by `index.py`."""

from __future__ import annotations

import ast

from ..discover.graph import Definition
from ..program.modules import Module
from ..values.functions import parts_of
from ..values.instances import make_instance
from ..values.literals import children_of, is_mutable
from .above import Above, assigned
from .by_imports import say_by_imports
from .class_attributes import ClassAttributes
from .decision import DEFINITIONS, Decision
from .global_names import GlobalNames, sorted_names
from .index import index_name
from .large import is_long
from .objects import Objects
from .proofs import creates, proves
from .touched import is_stored

__all__ = ["Data"]


class Data:
    """Decides how the values of names travel that nothing else binds."""

    def __init__(
        self,
        decision: Decision,
        names: GlobalNames,
        objects: Objects,
    ) -> None:
        self._graph = names.graph
        self._decision = decision
        self._names = names
        self._objects = objects
        self._touched = names.touched
        self._unfilled: list[tuple[str, object, bool, bool]] = []

    def write(
        self, definitions: list[Definition], class_attributes: ClassAttributes
    ) -> None:
        """Write all data, that of classes too.

        Names come to own their objects before anything is written, and classes have
        their data before any object is made.
        """
        places = sorted_names(self._names.data)
        self._count(places, definitions, class_attributes)
        owners = {place for place in places if self._own(*place)}
        for definition in definitions:
            class_attributes.write(definition)
        # Objects first: a container may hold them as keys, which needs their state.
        for is_container in (False, True):
            for module, name in places:
                if _is_container(module, name) is is_container:
                    self._write(module, name, is_owner=(module, name) in owners)
            self._fill()

    def _fill(self) -> None:
        """Fill what was created, now that all of it is there."""
        while self._unfilled:
            place, value, is_new, is_kept = self._unfilled.pop(0)
            self._objects.fill(place, value, is_new=is_new, is_kept=is_kept)

    def _count(
        self,
        places: list[tuple[Module, str]],
        definitions: list[Definition],
        class_attributes: ClassAttributes,
    ) -> None:
        count = self._objects.sharing.count
        count(module.namespace[name] for module, name in places)
        for definition in definitions:
            if definition.function is not None:
                count(parts_of(definition.function).values())
            count(class_attributes.values(definition))
            for method in self._graph.defaults.get(id(definition.value), ()):
                assert method.function is not None
                count(parts_of(method.function).values())

    def _own(self, module: Module, name: str) -> bool:
        return self._objects.own(
            module.namespace[name],
            index_name(module, name),
            must=(module, name) in self._touched,
        )

    def _write(self, module: Module, name: str, *, is_owner: bool) -> None:
        value = module.namespace[name]
        is_touched = (module, name) in self._touched
        if is_touched and is_mutable(value) and is_owner:
            self._create(module, name, value)
            return
        is_shared = self._objects.sharing.has_shared(value)
        if not is_shared and self._keep_source(module, name):
            if is_touched and not is_mutable(value):
                self._set_last(module, name, value)
            return
        if (text := self._objects.literal(value)) is not None:
            text = self._objects.at(index_name(module, name), value, text)
            self._assign(module, name, text)
            if is_touched:
                self._set_last(module, name, value)
        elif is_owner:
            self._create(module, name, value)
        else:
            self._set(module, name, value)

    def _assign(self, module: Module, name: str, text: str) -> None:
        if line := self._decision.line_of(module, name):
            text = say_by_imports(text, Above(self._names, module, line))
        self._decision.assign(module, name, text)

    def _set(self, module: Module, name: str, value: object) -> None:
        place = index_name(module, name)
        text = self._objects.expression_at(place, value)
        self._decision.index.fills.append(f"{place} = {text}")

    def _set_last(self, module: Module, name: str, value: object) -> None:
        """Set what code that runs while loading may have bound to something else."""
        if is_stored(module, name):
            self._set(module, name, value)

    def _create(self, module: Module, name: str, value: object) -> None:
        """Create an object empty: on its line, or in index.py if it has a class."""
        place = index_name(module, name)
        is_kept = self._keep_creation(module, name, value)
        if is_kept:
            pass
        elif children_of(value) is not None:
            self._assign(module, name, self._objects.empty(value))
        elif (text := self._creation_below_class(module, name, value)) is not None:
            self._decision.assign(module, name, text)
        else:
            text = self._objects.empty(value)
            self._decision.index.creations.append(f"{place} = {text}")
        is_new = (module, name) not in self._touched
        self._unfilled.append((place, value, is_new, is_kept))

    def _creation_below_class(
        self, module: Module, name: str, value: object
    ) -> str | None:
        """Write how an object is made on its line; None: its class is not at hand."""
        binders = module.source.bindings.get(name)
        definition = self._graph.definitions.get(id(type(value)))
        if not binders or isinstance(binders[-1].statement.node, DEFINITIONS):
            return None
        if definition is None or definition.module is not module:
            return None
        if (module, name) in self._decision.late:
            return None
        if definition.statement.node.lineno >= binders[-1].statement.node.lineno:
            return None
        return make_instance(definition.name, value)

    def _keep_creation(self, module: Module, name: str, value: object) -> bool:
        """Keep an assignment that makes an object as empty as it is to be filled."""
        binders = module.source.bindings.get(name, ())
        if not binders or (module, name) in self._decision.late:
            return False
        statement = binders[-1].statement
        expression = assigned(statement.node)
        above = Above(self._names, module, statement)
        if expression is None or not creates(expression, value, above):
            return False
        self._names.keep_line(module, statement)
        return True

    def _keep_source(self, module: Module, name: str) -> bool:
        """Keep an assignment that provably yields the value."""
        value = module.namespace[name]
        if (module, name) in self._decision.late:
            return False
        for binder in module.source.bindings.get(name, ()):
            expression = assigned(binder.statement.node)
            above = Above(self._names, module, binder.statement)
            if expression is None or self._is_moved(expression, module, name):
                continue
            if proves(expression, value, above):
                self._names.keep_line(module, binder.statement)
                return True
        return False

    def _is_moved(self, expression: ast.expr, module: Module, name: str) -> bool:
        """Tell whether data that stands in the text gets a file of its own."""
        if not is_long(expression, module):
            return False
        value = module.namespace[name]
        text = self._objects.literal(value)
        return text is not None and text != (
            self._objects.at(index_name(module, name), value, text)
        )


def _is_container(module: Module, name: str) -> bool:
    return children_of(module.namespace[name]) is not None
