"""Names that may hold a component: variables, parameters, attributes, functions.

By name alone, whatever their scope: coarse, and so never too few.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import chain

from .definitions import ANY_CALL, Definitions, Function, bound_names, parameters
from .texts import Text, identifier, nodes_of, root_of

__all__ = ["Carriers"]

_FLOWING = (
    *(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr),
    *(ast.comprehension, ast.withitem, ast.Call),
)

# Calls that give back what they get, or some of it.
_PASSING = frozenset(
    {"copy", "deepcopy", "dict", "enumerate", "filter", "frozenset", "iter", "list"}
    | {"map", "max", "min", "next", "partial", "reversed", "set", "sorted", "tuple"}
    | {"cast", "chain", "cycle", "nullcontext", "replace", "zip"}
)


# Calls that call what they get first.
_CALLING = frozenset(
    {"filter", "map", "max", "min", "partial", "reduce", "run_in_executor", "sorted"}
    | {"starmap", "submit", "to_thread"}
)


class Carriers:
    """The names to which a component may come, followed through texts.

    Args:
        definitions: what the texts define.
        cells: names of variables that functions share, but of those with plain data.
        kinds: names of the classes of handles.
        methods: names of the handles' methods; their results are no handles.
    """

    def __init__(
        self,
        texts: list[Text],
        definitions: Definitions,
        cells: set[str],
        kinds: set[str],
        methods: set[str],
    ) -> None:
        self._cells = cells
        self._kinds = kinds
        self._methods = methods
        self._names: set[str] = set()
        self._definitions = definitions
        self._waiting: dict[str, list[ast.AST]] = {}
        self._new = [*kinds]
        self._is_any_called = False
        for _, node in nodes_of(texts):
            for name in self._sources(node):
                self._waiting.setdefault(name, []).append(node)
        while self._new:
            for node in self._waiting.get(self._new.pop(), ()):
                self._flow(node)

    def has(self, node: ast.AST | None) -> bool:
        """Tell whether what an expression yields may be a component, or hold one."""
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                return name in self._names
            case ast.Call(func=function, args=arguments):
                name = self._definitions.called(node)
                if {name, identifier(function)} & (self._kinds | self._names):
                    return True
                owner = function.value if isinstance(function, ast.Attribute) else None
                if owner and name not in self._methods and self.has(owner):
                    return True  # rooms.get(…)
                given = [*arguments, *(keyword.value for keyword in node.keywords)]
                return name in _PASSING and any(map(self.has, given))
            case ast.Lambda() | ast.Constant() | ast.JoinedStr() | ast.Compare():
                return False
            case ast.ListComp(elt=e) | ast.SetComp(elt=e) | ast.GeneratorExp(elt=e):
                return self.has(e)
            case ast.DictComp(key=key, value=value):
                return self.has(key) or self.has(value)
            case ast.Subscript(value=value):
                return self.has(value)
            case ast.IfExp():
                return self.has(node.body) or self.has(node.orelse)
            case ast.expr() | ast.keyword():
                return any(map(self.has, ast.iter_child_nodes(node)))
        return False

    def _add(self, names: Iterable[str]) -> None:
        fresh = set(names) - self._names
        self._names |= fresh
        self._new += fresh

    def _sources(self, node: ast.AST) -> set[str]:
        """List the names from which something may flow by a node."""
        match node:
            case ast.For(iter=value) | ast.AsyncFor(iter=value):
                parts: list[ast.AST | None] = [value]
            case ast.Match(subject=value):
                parts = [value]
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                parts = [*node.args.defaults, *node.args.kw_defaults]
                parts += [
                    value for _, value in self._definitions.results.get(id(node), ())
                ]
            case _ if isinstance(node, _FLOWING):
                parts = [node]
            case _:
                return set()
        walks = (ast.walk(part) for part in parts if part is not None)
        names: set[str | None] = set()
        for each in chain(*walks):
            names.add(identifier(each))
            if isinstance(each, ast.Call):
                names.add(self._definitions.called(each))
        return {name for name in names if name}

    def _flow(self, node: ast.AST) -> None:
        """Follow what one statement or expression passes on."""
        match node:
            case ast.Assign(targets=targets, value=value):
                self._bind(targets, value)
            case (
                ast.AnnAssign(target=target, value=value)
                | ast.AugAssign(target=target, value=value)
                | ast.NamedExpr(target=target, value=value)
                | ast.For(target=target, iter=value)
                | ast.AsyncFor(target=target, iter=value)
                | ast.comprehension(target=target, iter=value)
            ):
                self._bind([target], value)
            case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
                self._bind([target], value)
            case ast.Match(subject=value, cases=cases) if self.has(value):
                for case in cases:
                    self._add(_captured(case.pattern))
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                self._function(node)
            case ast.Call():
                self._call(node)

    def _bind(self, targets: list[ast.expr], value: ast.expr | None) -> None:
        if self.has(value):
            for target in targets:
                self._add(bound_names(target))
                name = identifier(target)
                if name in {"__defaults__", "__kwdefaults__"}:
                    self._call_any()
                elif name == "cell_contents":
                    self._add(self._cells)

    def _function(self, node: Function) -> None:
        arguments = node.args
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if self.has(default):
                self._add(parameters(node))
        for name, value in self._definitions.results.get(id(node), ()):
            if self.has(value):
                self._add([name])

    def _call(self, node: ast.Call) -> None:
        """Let parameters carry what is passed, also by way of a partial or a map."""
        for keyword in node.keywords:
            if self.has(keyword.value):
                self._add([keyword.arg] if keyword.arg else self._definitions.keys)
        if not any(map(self.has, (*node.args, *(k.value for k in node.keywords)))):
            return
        name = identifier(node.func) or ""
        if _sets_attributes(node.func):  # setattr(room, "table", table)
            self._add(_texts_in(node))
        self._pass_on(node)
        if self._definitions.defines(name):
            has_star = any(isinstance(each, ast.Starred) for each in node.args)
            for names in self._definitions.parameters_of(name):
                for index, argument in enumerate(node.args):
                    if self.has(argument):
                        rest = names[index : index + 1] or names[-1:]
                        self._add(names if has_star else rest)
        elif isinstance(node.func, ast.Attribute):
            if identifier(root_of(node.func)[0]) not in self._definitions.imports:
                self._add(bound_names(node.func.value))  # rooms.append(table)
        elif self._definitions.called(node) == ANY_CALL:
            self._call_any()

    def _pass_on(self, node: ast.Call) -> None:
        """Take a function among the arguments for one that gets the others."""
        if identifier(node.func) in _CALLING and not self._is_known(node.args[:1]):
            self._call_any()
        for argument in node.args:
            for names in self._definitions.parameters_of(identifier(argument) or ""):
                self._add(names)
            if isinstance(argument, ast.Lambda):
                self._add(parameters(argument))

    def _is_known(self, function: list[ast.expr]) -> bool:
        name = identifier(function[0]) if function else None
        return bool(name) and (
            self._definitions.defines(name or "") or name in self._definitions.imports
        )

    def _call_any(self) -> None:
        """Take a variable that is called for any function."""
        if self._is_any_called:
            return
        self._is_any_called = True
        for function in self._definitions.functions:
            self._add(parameters(function))


def _sets_attributes(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute) and function.attr == "update":
        return identifier(function.value) == "__dict__"
    return identifier(function) in {"setattr", "__setattr__"}


def _texts_in(node: ast.Call) -> set[str]:
    values = {n.value for n in ast.walk(node) if isinstance(n, ast.Constant)}
    return {value for value in values if isinstance(value, str)}


def _captured(pattern: ast.pattern) -> Iterator[str]:
    for node in ast.walk(pattern):
        name = getattr(node, "name", None) or getattr(node, "rest", None)
        if isinstance(name, str):
            yield name
