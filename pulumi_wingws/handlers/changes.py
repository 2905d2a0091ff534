"""Values that a handler changes: every environment of the function has its own."""

from __future__ import annotations

import ast
import enum
from collections.abc import Callable, Iterator
from types import FunctionType, ModuleType

from .discover.graph import Closure, Definition, Graph
from .program.definitions import is_own
from .program.statements import Position, bound_names
from .values.functions import cell_contents, cells_of
from .values.instances import is_made_again
from .values.literals import is_mutable

__all__ = ["find_changes"]

_MUTATORS = frozenset(
    {"add", "append", "appendleft", "clear", "discard", "extend", "extendleft"}
    | {"difference_update", "insert", "intersection_update", "move_to_end", "pop"}
    | {"popitem", "popleft", "remove", "reverse", "rotate", "setdefault", "sort"}
    | {"subtract", "symmetric_difference_update", "update"}
)
_QUEUED = frozenset({"get", "get_nowait", "put", "put_nowait"})
_CHANGE_FIRST = frozenset(
    {"heapify", "heappop", "heappush", "heappushpop", "heapreplace", "insort"}
    | {"insort_left", "insort_right", "setattr", "shuffle"}
)
_LOADING = frozenset({"__init_subclass__", "__set_name__"})
"""Methods that run while the files are loaded, and not for an event."""

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

IsMutator = Callable[[ast.expr, str], bool]
"""Tells whether a method of what an expression stands for changes that."""


def find_changes(
    part: Definition | Closure, graph: Graph
) -> Iterator[tuple[str, Position, str]]:
    """Find what code changes: the name, where, and what is done to it."""
    node = part.node if isinstance(part, Definition) else part.scope.node
    yield from _Finder(part, graph).visit(node, frozenset())


class _Finder:
    """Looks through the text of one function or class."""

    def __init__(self, part: Definition | Closure, graph: Graph) -> None:
        self._graph = graph
        self._module = part.module
        self._is_metaclass = isinstance(part.value, type) and issubclass(
            part.value, type
        )
        cells = cells_of(part.value) if isinstance(part, Closure) else ()
        self._cells: dict[str, object] = {
            name: held for name, cell in cells for held in cell_contents(cell)
        }

    def visit(
        self, node: ast.AST, hidden: frozenset[str]
    ) -> Iterator[tuple[str, Position, str]]:
        """Visit a node in a function that has the hidden names for itself."""
        if isinstance(node, _Function):
            if getattr(node, "name", "") in _LOADING or self._is_metaclass:
                return
            hidden |= _own_names(node)
        if isinstance(node, ast.Global | ast.Nonlocal):
            for each in node.names:
                if isinstance(node, ast.Global) or each in self._cells:
                    yield each, (node.lineno, node.col_offset), "bound"
        for changed in _changed(node, self._is_mutator):
            name = _base(changed)
            if isinstance(name, ast.Name) and name.id not in hidden:
                is_call = isinstance(node, ast.Call)
                if self._is_state(name.id, is_part=not is_call or changed is not name):
                    yield name.id, (name.lineno, name.col_offset), "changed"
        for child in ast.iter_child_nodes(node):
            yield from self.visit(child, hidden)

    def _is_state(self, name: str, *, is_part: bool) -> bool:
        """Tell whether a name stands for what lives on from event to event.

        What belongs to a function, a class or a module is a part of it.
        """
        if name not in self._cells and (self._module, name) not in self._graph.names:
            return False
        value, program = self._value(name), self._graph.program
        if self._graph.classify(value) is not None or isinstance(value, enum.Enum):
            return False
        if isinstance(value, ModuleType):
            return is_part and program.origin_of(value) == "own"
        if isinstance(value, type | FunctionType):
            return is_part and is_own(value, program)
        is_queue = type(value).__module__ in {"queue", "_queue"}
        return is_mutable(value) or is_queue or is_made_again(value, program)

    def _is_mutator(self, owner: ast.expr, method: str) -> bool:
        """Tell whether a method changes what it belongs to."""
        value = self._value(owner.id) if isinstance(owner, ast.Name) else None
        if type(value).__module__ in {"queue", "_queue"}:
            return method in _QUEUED
        for cls in type(value).__mro__:
            if definition := self._graph.definitions.get(id(cls)):
                methods = _methods(definition.node)
                if method in methods:
                    return _changes_itself(method, methods, set())
        return method in _MUTATORS

    def _value(self, name: str) -> object:
        return self._cells.get(name, self._module.namespace.get(name))


def _changed(node: ast.AST, is_mutator: IsMutator) -> Iterator[ast.expr]:
    """List what a statement or call changes: `x` in `x[1] = 2` and `x.append(3)`."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign | ast.Delete):
        targets = node.targets
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        targets = [node.target]
    for target in targets:
        for each in target.elts if isinstance(target, ast.Tuple) else [target]:
            if isinstance(each, ast.Attribute | ast.Subscript):
                yield each.value
    if not isinstance(node, ast.Call):
        return
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if isinstance(node.func, ast.Attribute) and is_mutator(node.func.value, name):
        yield node.func.value
    elif name in _CHANGE_FIRST and node.args:
        yield node.args[0]


def _base(node: ast.expr) -> ast.expr:
    """Give where a chain of attributes and items begins."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node


def _own_names(function: _Function) -> frozenset[str]:
    """List what a function binds for itself alone."""
    arguments = function.args
    several = (arguments.vararg, arguments.kwarg)
    named = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    names = {each.arg for each in (*named, *several) if each}
    shared: set[str] = set()
    for node in _own_nodes(function):
        if isinstance(node, ast.Global | ast.Nonlocal):
            shared.update(node.names)
        elif isinstance(node, ast.stmt):
            names.update(name for name, _ in bound_names(node))
        elif isinstance(node, ast.NamedExpr | ast.comprehension):
            target = node.target
            names.update(n.id for n in ast.walk(target) if isinstance(n, ast.Name))
    return frozenset(names - shared)


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, _Function | ast.ClassDef):
            yield from _own_nodes(child)


def _methods(cls: ast.AST) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    found = (n for n in ast.iter_child_nodes(cls))
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return {node.name: node for node in found if isinstance(node, kinds)}


def _changes_itself(
    name: str,
    methods: dict[str, ast.FunctionDef | ast.AsyncFunctionDef],
    seen: set[str],
) -> bool:
    """Tell whether a method, or another that it calls, changes its own object."""
    node = methods.get(name)
    if node is None or name in seen or not node.args.args:
        return False
    seen.add(name)
    own = node.args.args[0].arg

    def is_mutator(owner: ast.expr, method: str) -> bool:
        if isinstance(owner, ast.Name) and method in methods:
            return owner.id == own and _changes_itself(method, methods, seen)
        return method in _MUTATORS

    return any(
        isinstance(base := _base(changed), ast.Name) and base.id == own
        for each in ast.walk(node)
        for changed in _changed(each, is_mutator)
    )
