"""Names that may hold a component: variables, parameters, attributes, functions.

By name alone, whatever their scope: coarse, and so never too few.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from itertools import chain

from .texts import Text, identifier, nodes_of, root_of

__all__ = ["Carriers"]

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

_FLOWING = (
    *(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr, ast.For, ast.AsyncFor),
    *(ast.comprehension, ast.withitem, ast.Match, ast.Dict, ast.Call),
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda),
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
        kinds: names of the classes of handles.
        methods: names of the handles' methods; their results are no handles.
    """

    def __init__(self, texts: list[Text], kinds: set[str], methods: set[str]) -> None:
        self._kinds = kinds
        self._methods = methods
        self._names: set[str] = set()
        self._functions: dict[str, list[_Function]] = {}
        self._results: dict[int, list[tuple[str, ast.expr | None]]] = {}
        self._lambdas: list[_Function] = []
        self._classes: dict[str, list[ast.ClassDef]] = {}
        self._aliases: dict[str, str] = {}
        self._imported: set[str] = set()
        nodes = [node for _, node in nodes_of(texts)]
        for node in nodes:
            self._define(node)
        nodes = [node for node in nodes if isinstance(node, _FLOWING)]
        count = -1
        while count < len(self._names):
            count = len(self._names)
            for node in nodes:
                self._flow(node)

    def has(self, node: ast.AST | None) -> bool:
        """Tell whether what an expression yields may be a component, or hold one."""
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                return name in self._names
            case ast.Call(func=function, args=arguments):
                name = identifier(function) or ""
                if name in self._kinds or name in self._names:
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

    def defines(self, name: str) -> bool:
        """Tell whether the texts define a function or class of a name."""
        name = self._aliases.get(name, name)
        return name in self._functions or name in self._classes

    def _define(self, node: ast.AST) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self._functions.setdefault(node.name, []).append(node)
            self._results[id(node)] = [
                (node.name, inner.value)
                for inner in ast.walk(node)
                if isinstance(inner, ast.Return | ast.Yield | ast.YieldFrom)
            ]
        elif isinstance(node, ast.Lambda):
            self._lambdas.append(node)
        elif isinstance(node, ast.ClassDef):
            self._classes.setdefault(node.name, []).append(node)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            for name in (n for target in node.targets for n in _bound(target)):
                self._functions.setdefault(name, []).append(node.value)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                bound = alias.asname or alias.name.partition(".")[0]
                self._aliases[bound] = alias.name
                self._imported.add(bound)

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
                    self._names.update(_captured(case.pattern))
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if isinstance(key, ast.Constant) and self.has(value):
                        self._names.add(str(key.value))
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                self._function(node)
            case ast.Call():
                self._call(node)

    def _bind(self, targets: list[ast.expr], value: ast.expr | None) -> None:
        if self.has(value):
            for target in targets:
                self._names.update(_bound(target))

    def _function(self, node: _Function) -> None:
        arguments = node.args
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if self.has(default):
                self._names.update(_parameters(node))
        for name, value in self._results.get(id(node), ()):
            if self.has(value):
                self._names.add(name)

    def _call(self, node: ast.Call) -> None:
        """Let parameters carry what is passed, also by way of a partial or a map."""
        for keyword in node.keywords:
            if keyword.arg and self.has(keyword.value):
                self._names.add(keyword.arg)
        if not any(map(self.has, (*node.args, *(k.value for k in node.keywords)))):
            return
        name = identifier(node.func) or ""
        self._pass_on(node)
        if self.defines(name):
            has_star = any(isinstance(each, ast.Starred) for each in node.args)
            for names in self._parameters_of(name):
                for index, argument in enumerate(node.args):
                    if self.has(argument):
                        rest = names[index : index + 1] or names[-1:]
                        self._names.update(names if has_star else rest)
        elif isinstance(node.func, ast.Attribute):
            if identifier(root_of(node.func)[0]) not in self._imported:
                self._names.update(_bound(node.func.value))  # rooms.append(table)
        elif not hasattr(builtins, name) and name not in self._imported:
            self._call_any()

    def _pass_on(self, node: ast.Call) -> None:
        """Take a function among the arguments for one that gets the others."""
        if identifier(node.func) in _CALLING and not self._is_known(node.args[:1]):
            self._call_any()
        for argument in node.args:
            for names in self._parameters_of(identifier(argument) or ""):
                self._names.update(names)
            if isinstance(argument, ast.Lambda):
                self._names.update(_parameters(argument))

    def _is_known(self, function: list[ast.expr]) -> bool:
        name = identifier(function[0]) if function else None
        return bool(name) and (self.defines(name or "") or name in self._imported)

    def _call_any(self) -> None:
        """Take a variable that is called for any function."""
        for function in (*chain(*self._functions.values()), *self._lambdas):
            self._names.update(_parameters(function))

    def _parameters_of(self, name: str) -> list[list[str]]:
        """List the parameters of the functions, or of the classes, of a name."""
        name = self._aliases.get(name, name)
        found = [_parameters(each) for each in self._functions.get(name, ())]
        for cls in self._classes.get(name, ()):
            makers = [n for n in cls.body if isinstance(n, ast.FunctionDef)]
            own = [_parameters(n) for n in makers if n.name in {"__init__", "__new__"}]
            fields = [n.target for n in cls.body if isinstance(n, ast.AnnAssign)]
            found += own or [[n for each in fields for n in _bound(each)]]
            for base in () if own else cls.bases:
                if (inherited := identifier(base)) != name:
                    found += self._parameters_of(inherited or "")
        return found


def _bound(target: ast.expr) -> Iterator[str]:
    """List the names that an assignment binds, of containers and attributes too."""
    match target:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            yield name
        case ast.Subscript(value=inner) | ast.Starred(value=inner):
            yield from _bound(inner)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from _bound(part)


def _captured(pattern: ast.pattern) -> Iterator[str]:
    for node in ast.walk(pattern):
        name = getattr(node, "name", None) or getattr(node, "rest", None)
        if isinstance(name, str):
            yield name


def _parameters(node: _Function) -> list[str]:
    arguments = node.args
    stars = [arguments.vararg, *arguments.kwonlyargs, arguments.kwarg]
    each = [*arguments.posonlyargs, *arguments.args, *stars]
    names = [argument.arg for argument in each if argument is not None]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names
