"""Texts of the program that travel: the graph has them, and what they mention."""

from __future__ import annotations

import ast
from types import CodeType

from ..program.annotations import Annotation, find_annotations
from ..program.definitions import Found
from ..program.modules import Module
from ..program.names import attribute_names, find_imports, find_uses, uses_in
from .graph import Closure, Definition, Graph, Reached
from .mentions import Mentions
from .verdicts import is_deploy_only

__all__ = ["Texts"]

_ASK_FOR_ANNOTATIONS = frozenset({"get_annotations", "get_type_hints"})


class Texts:
    """Notes definitions, and follows what code and expressions mention.

    `attributes` are the names that any code has, of attributes too.
    """

    def __init__(self, graph: Graph, mentions: Mentions) -> None:
        self.attributes: set[str] = set()
        self._graph = graph
        self._mentions = mentions

    def define(self, value: object, found: Found, reached: Reached) -> Definition:
        """Note that the statement of a function or class travels."""
        self._graph.add_module(found.module)
        definition = Definition(
            value,
            found.function,
            found.module,
            found.statement,
            found.decorators,
            self.blanked(found.statement.node, found.module),
            _label(found, reached) if reached.parent else reached,
        )
        self._graph.definitions[id(value)] = definition
        return definition

    def blanked(self, node: ast.AST, module: Module) -> tuple[Annotation, ...]:
        """List the annotations in a text that name things of deploy time."""
        return tuple(
            annotation
            for annotation in find_annotations(node, module.source)
            if is_deploy_only(annotation.expression, module, self._graph)
        )

    def follow_code(self, code: CodeType, place: Definition | Closure) -> None:
        """Follow what code mentions, except in annotations that will be blanked."""
        for use in find_uses(code):
            if not any(a.covers(use.position) for a in place.blanked):
                self._mentions.mention(place.module, use, place.reached)
        for statement in find_imports(code):
            self._mentions.modules.follow_import(statement, place)
        self.attributes |= attribute_names(code)

    def follow_expression(self, node: ast.expr, definition: Definition) -> None:
        """Follow what runs where a definition stands, as a decorator."""
        for use in uses_in(node):
            self._mentions.mention(definition.module, use, definition.reached)

    def follow_annotations(self, definition: Definition) -> None:
        """Follow annotations that are texts until somebody asks what they mean."""
        module = definition.module
        if not module.source.has_lazy_annotations:
            return
        blanked = {id(annotation.expression) for annotation in definition.blanked}
        for annotation in find_annotations(definition.node, module.source):
            for use in uses_in(annotation.expression):
                is_bound = use.name in module.namespace  # not if TYPE_CHECKING
                if is_bound and id(annotation.expression) not in blanked:
                    self._mentions.mention(module, use, definition.reached)

    def follow_asked_annotations(self) -> None:
        """Follow all annotations, if code asks what any of them mean."""
        if self.attributes & _ASK_FOR_ANNOTATIONS:
            for definition in list(self._graph.definitions.values()):
                self.follow_annotations(definition)


def _label(found: Found, reached: Reached) -> Reached:
    """Say where a definition stands, for the chain and the summary."""
    node = found.statement.node
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    name = node.name if isinstance(node, ast.ClassDef) else f"{node.name}()"
    label = f"{name} {found.module.path}:{node.lineno}"
    return Reached(label, found.module, reached.position, reached.parent)
