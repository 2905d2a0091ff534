"""Which keys of the configuration the code that travels reads.

A key is looked at when the handler is deployed, so it must stand in the text: what may
be read is what a preview can check, and what the function may know.
"""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import replace
from types import ModuleType

from wingws_runtime.config import output_key

from ..model import READ_IN_PLACE, Configuration
from ..values.functions import cell_contents, cells_of
from .graph import Closure, Definition, Graph, Reached

__all__ = ["find_settings"]


def find_settings(graph: Graph) -> None:
    """Note the configuration values that code reads as Outputs that it captured."""
    if not _has_configuration(graph):
        return
    outputs: dict[str, object] = {}
    parts: list[Definition | Closure] = [*graph.definitions.values()]
    for part in [*parts, *graph.closures.values()]:
        _Reader(graph, part, outputs).run()
    for key, value in sorted(outputs.items()):
        graph.add_output(value, key)


def _has_configuration(graph: Graph) -> bool:
    """Tell whether any code mentions Pulumi, its `Config`, or what that made."""
    mentioned = (module.namespace.get(name) for module, name in graph.names)
    return any(
        isinstance(component, Configuration)
        for _, component, _ in graph.components.values()
    ) or any(
        getattr(each, "__name__", "") in {"pulumi", "Config"} for each in mentioned
    )


class _Reader(ast.NodeVisitor):
    """Reads the text of one function or class; `outputs` are the values so far."""

    def __init__(
        self, graph: Graph, part: Definition | Closure, outputs: dict[str, object]
    ) -> None:
        self._node = part.node if isinstance(part, Definition) else part.scope.node
        self._graph = graph
        self._part = part
        self._outputs = outputs
        self._bound = _bound_names(self._node)
        self._made: dict[str, Configuration] = {}

    def run(self) -> None:
        """Read what runs when the function is called, or the class is made."""
        for each in ast.walk(self._node):
            if isinstance(each, ast.Assign):
                self._note(each)
        body = self._node.body
        for part in body if isinstance(body, list) else [body]:
            self.visit(part)

    def visit_Assign(self, node: ast.Assign) -> None:
        """Pass over `config = pulumi.Config()`, which was noted."""
        target = node.targets[0]
        if not isinstance(target, ast.Name) or target.id not in self._made:
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Read the key of `config.require("key")`."""
        function = node.func
        found = isinstance(function, ast.Attribute) and self._found(function.value)
        if not isinstance(function, ast.Attribute) or not found:
            self.generic_visit(node)
            return
        self._read(node, function.attr, found)
        for argument in (*node.args[1:], *node.keywords):
            self.visit(argument)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Refuse a getter that is not called, and a class that is passed on."""
        if self._is_class(node) or self._found(node.value):
            self._refuse_unseen(node)
        else:
            self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        """Refuse what is passed on: the class, or what it made."""
        if node.id in self._made or self._is_class(node):
            self._refuse_unseen(node)

    def _note(self, node: ast.Assign) -> None:
        """Note a variable that holds configuration and nothing else."""
        target, *others = node.targets
        if isinstance(target, ast.Name) and not others and self._bound[target.id] == 1:
            made = self._found(node.value)
            if made is not None:
                self._made[target.id] = made

    def _read(self, node: ast.Call, getter: str, found: Configuration) -> None:
        named = (keyword.value for keyword in node.keywords if keyword.arg == "key")
        key = next((_text(each) for each in (*node.args[:1], *named)), None)
        if getter not in found.methods:
            self._refuse_unseen(node)
        elif key is None:
            problem = f"the key that '{ast.unparse(node)}' reads is computed"
            self._refuse(node, problem, "write the key itself, as a text in quotes")
        else:
            try:
                value = found.read(getter, key)
            except ValueError as exc:
                problem, _, remedy = str(exc).partition("\n")
                self._refuse(node, problem, remedy.strip())
                return
            place = output_key(found.name, key)
            if "secret" in getter or place not in self._outputs:
                self._outputs[place] = value

    def _found(self, node: ast.expr) -> Configuration | None:
        """Give the configuration that an expression yields."""
        if isinstance(node, ast.Name) and node.id in self._made:
            return self._made[node.id]
        if isinstance(node, ast.Call) and self._is_class(node.func):
            return self._made_by(node)
        found = self._graph.classify(self._value(node))
        return found if isinstance(found, Configuration) else None

    def _made_by(self, node: ast.Call) -> Configuration | None:
        """Give what `Config("namespace")` makes, by the name that it gives."""
        arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
        names = [name for each in arguments if (name := _text(each)) is not None]
        if len(names) < len(arguments):
            return None
        cls = self._value(node.func)
        assert isinstance(cls, type)
        made = self._graph.classify(cls(*names))
        assert isinstance(made, Configuration)
        return replace(made, name="".join(names))

    def _is_class(self, node: ast.expr) -> bool:
        value = self._value(node)
        return isinstance(value, type) and value.__module__ == "pulumi.config"

    def _value(self, node: ast.expr) -> object:
        """Give what a name, or a name of a module, stands for; None: not known."""
        if isinstance(node, ast.Attribute):
            owner = self._value(node.value)
            is_module = isinstance(owner, ModuleType)
            return getattr(owner, node.attr, None) if is_module else None
        if not isinstance(node, ast.Name) or node.id in self._bound:
            return None
        if isinstance(self._part, Closure):
            for name, cell in cells_of(self._part.value):
                if name == node.id:
                    return next(iter(cell_contents(cell)), None)
        return self._part.module.namespace.get(node.id)

    def _refuse_unseen(self, node: ast.expr) -> None:
        problem = f"'{ast.unparse(node)}' does not show which keys are read"
        self._refuse(node, problem, READ_IN_PLACE)

    def _refuse(self, node: ast.expr, problem: str, remedy: str) -> None:
        place = (node.lineno, node.col_offset)
        part = self._part
        reached = Reached(ast.unparse(node), part.module, place, part.reached)
        self._graph.refuse(reached, problem, remedy)


def _text(node: ast.expr) -> str | None:
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) else None


def _bound_names(node: ast.AST) -> Counter[str]:
    """Count how often each name is bound in a function or class, and inside of it."""
    bound: Counter[str] = Counter()
    shared: set[str] = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load):
            bound[each.id] += 1
        elif isinstance(each, ast.arg):
            bound[each.arg] += 1
        elif isinstance(each, ast.Global):
            shared.update(each.names)
    return Counter({name: count for name, count in bound.items() if name not in shared})
