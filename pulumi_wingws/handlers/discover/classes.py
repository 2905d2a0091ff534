"""Classes of the program that are reached, their data, and who inherits from them."""

from __future__ import annotations

import ast
from dataclasses import replace
from types import CodeType, MethodType

from ..program.definitions import Undefined, class_module, find_class
from ..program.names import uses_in
from ..program.statements import Statement
from ..values.functions import parts_of
from .class_data import assigned_data, class_data, deleted
from .class_members import methods_in, nested_classes, virtual_subclasses
from .graph import Definition, Graph, Reached
from .members import visit_member
from .mentions import Mentions
from .texts import Texts
from .verdicts import home_of, is_buried
from .visits import Visits

__all__ = ["Classes"]


class Classes:
    """Notes classes in the graph, and goes on to all that they are made of."""

    def __init__(
        self, graph: Graph, visits: Visits, mentions: Mentions, texts: Texts
    ) -> None:
        self._graph = graph
        self._visits = visits
        self._mentions = mentions
        self._texts = texts

    def expand(self, cls: type, reached: Reached) -> None:
        """Look at a class.

        Raises:
            NoSource: it was not read from a file.
            Undefined: no text of the program makes it.
        """
        program = self._graph.program
        module = class_module(cls, program)
        if module and visit_member(
            cls, module, reached, self._graph, self._visits.visit
        ):
            return
        try:
            found = find_class(cls, program)
        except Undefined:
            if self._mentions.reruns.run_line_of(cls, reached):
                return
            raise
        definition = self._texts.define(cls, found, reached)
        node = definition.node
        assert isinstance(node, ast.ClassDef)
        body = found.module.source.class_code(found.statement)
        self._texts.follow_code(body, definition)
        if "<locals>" not in cls.__qualname__:
            self._data(cls, node, body, definition)
        keywords = [keyword.value for keyword in node.keywords]
        for virtual in virtual_subclasses(cls):
            self._graph.registered.append((cls, virtual))
            self._visits.visit(virtual, definition.reached, virtual.__name__)
        for expression in (*node.bases, *keywords, *found.decorators):
            self._texts.follow_expression(expression, definition)
        if found.module.source.has_lazy_annotations:
            self._field_markers(node, definition)
            if _are_annotations_read(definition, self._graph):
                self._texts.follow_annotations(definition)

    def visit_subclasses(self) -> bool:
        """Come to the subclasses of classes that know them; tell whether one is new."""
        for definition in list(self._graph.definitions.values()):
            cls = definition.value
            if isinstance(cls, type) and (
                "__subclasses__" in self._texts.attributes or _knows_them(cls)
            ):
                subclasses: list[type] = type.__subclasses__(cls)
                for subclass in subclasses:
                    self._visits.visit(subclass, definition.reached, subclass.__name__)
        return bool(self._visits)

    def _data(
        self, cls: type, node: ast.ClassDef, body: CodeType, definition: Definition
    ) -> None:
        """Come to the data of a class: attributes, and defaults of its methods."""
        graph = self._graph
        attributes = class_data(
            cls, node, body, definition.module, graph.program
        ) + assigned_data(cls, node, lambda value: is_buried(value, graph))
        self._graph.attributes.setdefault(id(definition.value), []).append(
            (cls, attributes)
        )
        self._graph.deleted += [(cls, name) for name in deleted(cls, node)]
        for name, value, _ in attributes:
            where = f"{cls.__name__}.{name}"
            self._visits.visit_unless_buried(value, definition.reached, where)
        for path, function, text in methods_in(cls, node, body):
            statement = Statement(text, (), text.col_offset)
            method = replace(definition, value=function, function=function)
            method = replace(method, statement=statement, decorators=(), blanked=())
            self._graph.members[id(function)] = cls, path
            self._graph.defaults.setdefault(id(definition.value), []).append(method)
            for key, part in parts_of(function).items():
                where = f"{cls.__name__}.{path}{key}"
                self._visits.visit_unless_buried(part, definition.reached, where)
        for name, nested, inner, code in nested_classes(cls, node, body):
            self._graph.members[id(nested)] = cls, name
            self._data(nested, inner, code, definition)

    def _field_markers(self, node: ast.ClassDef, definition: Definition) -> None:
        """Follow ClassVar and the like: dataclasses looks them up by name."""
        module = definition.module
        annotations = [c.annotation for c in node.body if isinstance(c, ast.AnnAssign)]
        for use in (use for annotation in annotations for use in uses_in(annotation)):
            if home_of(module.namespace.get(use.name)) in {"typing", "dataclasses"}:
                self._mentions.mention(module, use, definition.reached)


def _are_annotations_read(definition: Definition, graph: Graph) -> bool:
    """Tell whether a class's annotations are asked for while its statement runs.

    Packages ask, as a base class or a decorator, and `register` of a single dispatch.
    """
    cls, node = definition.value, definition.node
    assert isinstance(cls, type)
    assert isinstance(node, ast.ClassDef)
    namespace = definition.module.namespace
    names = [use.name for each in node.decorator_list for use in uses_in(each)]
    homes = [c.__module__ for c in cls.__mro__]
    homes += [home_of(namespace[name]) for name in names if name in namespace]
    is_register = any(
        isinstance(each, ast.Attribute) and each.attr == "register"
        for method in node.body
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef)
        for each in method.decorator_list
    )
    return is_register or any(graph.program.origin_named(h) == "foreign" for h in homes)


def _knows_them(cls: type) -> bool:
    """Tell whether a class hears of its subclasses as they are defined."""
    own_hook = getattr(cls, "__init_subclass__", None)
    return isinstance(own_hook, MethodType) or type(cls).__module__ not in {
        "builtins",
        "abc",
        "enum",
        "typing",
    }
