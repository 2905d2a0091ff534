"""What texts define and import, by name alone."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from .texts import Text, identifier, nodes_of

__all__ = ["ANY_CALL", "Definitions", "Function", "bound_names", "parameters"]

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

ANY_CALL = "()"
"""Stands for the name of a function that is called by no name of its own."""


class Definitions:
    """Functions and classes of texts, and modules by the names that imports bind.

    `functions` are all, lambdas too; `results` are what functions return or yield, by
    the ids of their nodes, each with the function's name; `keys` are texts by which
    dicts may become keyword arguments.
    """

    def __init__(self, texts: list[Text]) -> None:
        self.functions: list[Function] = []
        self.results: dict[int, list[tuple[str, ast.expr | None]]] = {}
        self.imports: dict[str, str] = {}
        self.keys: set[str] = set()
        self._by_name: dict[str, list[Function]] = {}
        self._classes: dict[str, list[ast.ClassDef]] = {}
        self._aliases: dict[str, str] = {}
        for _, node in nodes_of(texts):
            self._define(node)

    def defines(self, name: str) -> bool:
        """Tell whether the texts define a function or class of a name."""
        name = self._aliases.get(name, name)
        return name in self._by_name or name in self._classes

    def called(self, call: ast.Call) -> str:
        """Give the name of what is called; a variable may stand for any function."""
        name = identifier(call.func) or ANY_CALL
        if isinstance(call.func, ast.Attribute) or self.defines(name):
            return name
        is_known = hasattr(builtins, name) or name in self.imports
        return name if is_known else ANY_CALL

    def parameters_of(
        self, name: str, below: frozenset[str] = frozenset()
    ) -> list[list[str]]:
        """List the parameters of the functions, or of the classes, of a name."""
        name = self._aliases.get(name, name)
        found = [parameters(each) for each in self._by_name.get(name, ())]
        for cls in self._classes.get(name, ()):
            makers = [n for n in cls.body if isinstance(n, ast.FunctionDef)]
            own = [parameters(n) for n in makers if n.name in {"__init__", "__new__"}]
            fields = [n.target for n in cls.body if isinstance(n, ast.AnnAssign)]
            found += own or [[n for each in fields for n in bound_names(each)]]
            for base in () if own else map(identifier, cls.bases):
                if base and base not in below:
                    found += self.parameters_of(base, below | {name, base})
        return found

    def _define(self, node: ast.AST) -> None:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                self._by_name.setdefault(name, []).append(node)
                self.functions.append(node)
                found = [*_results(node)]
                names = (name, ANY_CALL)
                self.results[id(node)] = [(n, each) for n in names for each in found]
            case ast.Lambda(body=body):
                self.functions.append(node)
                self.results.setdefault(id(node), []).append((ANY_CALL, body))
            case ast.Dict(keys=keys):
                constants = (key for key in keys if isinstance(key, ast.Constant))
                self.keys |= {str(key.value) for key in constants}
            case ast.ClassDef(name=name):
                self._classes.setdefault(name, []).append(node)
            case ast.Assign(targets=targets, value=ast.Lambda() as function):
                for name in (n for target in targets for n in bound_names(target)):
                    self._by_name.setdefault(name, []).append(function)
                    named = self.results.setdefault(id(function), [])
                    named.append((name, function.body))
            case ast.Import(names=aliases):
                for alias in aliases:
                    top = alias.name.partition(".")[0]
                    self.imports[alias.asname or top] = (
                        alias.name if alias.asname else top
                    )
            case ast.ImportFrom(names=aliases):
                for alias in aliases:
                    bound = alias.asname or alias.name
                    self._aliases[bound] = alias.name
                    self.imports[bound] = "." * node.level + (node.module or "")


def bound_names(target: ast.expr) -> Iterator[str]:
    """List the names that an assignment binds, of containers and attributes too."""
    match target:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            yield name
        case ast.Subscript(value=inner) | ast.Starred(value=inner):
            yield from bound_names(inner)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from bound_names(part)


def parameters(node: Function) -> list[str]:
    """List the names of a function's parameters, without the object of a method."""
    arguments = node.args
    stars = [arguments.vararg, *arguments.kwonlyargs, arguments.kwarg]
    each = [*arguments.posonlyargs, *arguments.args, *stars]
    names = [argument.arg for argument in each if argument is not None]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def _results(node: ast.AST) -> Iterator[ast.expr | None]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Return | ast.Yield | ast.YieldFrom):
            yield inner.value
