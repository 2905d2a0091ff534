"""Names by which code may ask an object for its methods: written, or computed."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import ModuleType

from ..discover.graph import Graph, TextPlace
from .texts import Text, identifier, nodes_of, root_of

__all__ = ["Names", "find_names"]

# What takes a method's name as a text → which argument that is.
_BY_TEXT = {
    "getattr": 1,
    "getattr_static": 1,
    "__getattribute__": -1,
    "attrgetter": 0,
    "methodcaller": 0,
}
_ALL_NAMES = frozenset({"__dict__", "vars", "getmembers", "getmembers_static"})
_ANY_CODE = frozenset({"eval", "exec"})

# A transaction of one table writes into others too, where they are passed along:
# `table.transact_write_items(transact_items=[Put(table=other, …)])`.
_OF_OTHERS = frozenset({"transact_get_items", "transact_write_items"})


@dataclass
class Names:
    """What names the code has, each with the first place where it stands.

    `prefixes` are what computed names begin with, `computed` says where one may be
    anything, `any_code` where a text is run.
    """

    written: dict[str, str] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    computed: str = ""
    any_code: str = ""

    def place_of(self, method: str) -> str | None:
        """Say where the code may ask for a method; None: nowhere."""
        if method in self.written:
            return self.written[method]
        for prefix, place in self.prefixes.items():
            if method.startswith(prefix):
                return place
        return None


def find_names(graph: Graph, texts: list[Text]) -> Names:
    """Read the names of attributes that code asks for, but of what it names itself.

    `table.scan` says nothing about what else the code holds, nor does `json.dumps`,
    unless `table` or `json` may be bound anew. Transactions do: see `_OF_OTHERS`.
    """
    reader = _Reader(graph, texts)
    for text, node in nodes_of(texts):
        reader.read(text, node)
    return reader.names


class _Reader:
    def __init__(self, graph: Graph, texts: list[Text]) -> None:
        self.names = Names()
        self._mentioned = graph.mentioned
        self._is_open = graph.is_open
        self._rebound = set(_rebound(texts))
        self._read: set[int] = set()
        self._kinds = {component.kind for _, component, _ in graph.components.values()}
        self._kinds |= {
            type(value).__name__ for value, _, _ in graph.components.values()
        }
        self._asks_class = any(
            identifier(node) in {"type", "__class__", "__mro__"}
            for text, node in nodes_of(texts)
            if text.path != "index.py"
        )

    def read(self, text: Text, node: ast.AST) -> None:
        if isinstance(node, ast.Call):
            self._call(text, node)
        elif isinstance(node, ast.Subscript):
            self._subscript(text, node)
        elif isinstance(node, ast.MatchClass):
            for name in node.kwd_attrs:
                self._write(name, text, node)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.asname not in (None, alias.name):
                    self._suspect(alias.name, text, node)
        elif isinstance(node, ast.Attribute | ast.Name):
            self._mention(text, node)

    def _mention(self, text: Text, node: ast.Attribute | ast.Name) -> None:
        name = identifier(node)
        assert name is not None
        if id(node) not in self._read:
            self._suspect(name, text, node)
        if isinstance(node, ast.Attribute) and (
            name in _OF_OTHERS or not self._is_known(text, node)
        ):
            self._write(name, text, node)

    def _call(self, text: Text, node: ast.Call) -> None:
        name = identifier(node.func)
        if name == "vars" and not (node.args and self._may_be_class(node.args[0])):
            self._read.add(id(node.func))
        position = _BY_TEXT.get(name or "")
        if position is None:
            return
        self._read.add(id(node.func))
        argument = node.args[position] if len(node.args) > max(position, 0) else None
        prefix, is_whole = _beginning(argument)
        if name == "getattr" and argument and self._is_module(text, node.args[0]):
            return
        if is_whole:
            for each in prefix.split("."):
                self._write(each, text, node)
            for other in node.args[1:] if name == "attrgetter" else ():
                self._suspect_text(other, text, node)
        elif prefix and name != "attrgetter":
            self.names.prefixes.setdefault(prefix, text.place(node))
        else:
            self._compute(f"{name} with a computed name", text, node)

    def _suspect_text(self, argument: ast.expr, text: Text, node: ast.AST) -> None:
        names, is_whole = _beginning(argument)
        if not is_whole:
            self._compute("attrgetter with a computed name", text, node)
        for each in names.split("."):
            self._write(each, text, node)

    def _subscript(self, text: Text, node: ast.Subscript) -> None:
        """Read `vars(x)["name"]`."""
        owner = node.value.func if isinstance(node.value, ast.Call) else node.value
        name, is_whole = _beginning(node.slice)
        if identifier(owner) in _ALL_NAMES and is_whole:
            self._read.add(id(owner))
            self._write(name, text, node)

    def _suspect(self, name: str, text: Text, node: ast.AST) -> None:
        if name in _ANY_CODE and isinstance(node, ast.Name):
            self.names.any_code = self.names.any_code or f"{name}, {text.place(node)}"
        elif name in _BY_TEXT or name in _ALL_NAMES:
            owner = node.value if isinstance(node, ast.Attribute) else None
            is_state = owner is not None and not self._may_be_class(owner)
            if not is_state or name != "__dict__":
                self._compute(f"{name} for any name", text, node)

    def _may_be_class(self, owner: ast.expr) -> bool:
        """Tell whether an expression may be a class, whose dict has its methods.

        Only what asks for the class of an object comes to that of a handle.
        """
        name = identifier(owner)
        if isinstance(owner, ast.Call) or name is None:
            return True
        return name in self._kinds or (self._asks_class and name != "self")

    def _compute(self, what: str, text: Text, node: ast.AST) -> None:
        self.names.computed = self.names.computed or f"{what}, {text.place(node)}"

    def _write(self, name: str, text: Text, node: ast.AST) -> None:
        self.names.written.setdefault(name, text.place(node))

    def _is_known(self, text: Text, node: ast.Attribute) -> bool:
        """Tell whether an attribute is read from what a global name stands for."""
        root, names = root_of(node)
        if self._is_open:  # `globals()["table"] = other`
            return False
        if not isinstance(root, ast.Name) or _place(text, root) not in self._mentioned:
            return False
        return self._rebound.isdisjoint((root.id, *names[1:]))

    def _is_module(self, text: Text, node: ast.expr) -> bool:
        """Tell whether a name stands for a module, which has no methods of a handle."""
        value = self._mentioned.get(_place(text, node))
        return isinstance(value, ModuleType) and identifier(node) not in self._rebound


def _place(text: Text, node: ast.expr) -> TextPlace:
    return text.path, node.lineno, node.col_offset


def _beginning(node: ast.expr | None) -> tuple[str, bool]:
    """Give how the text that an expression yields begins, and whether that is all."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value, True
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, is_whole = _beginning(node.left)
        right, is_all = _beginning(node.right) if is_whole else ("", False)
        return left + right, is_all
    if isinstance(node, ast.JoinedStr) and node.values:
        return _beginning(node.values[0])[0], False
    return "", False


def _rebound(texts: list[Text]) -> Iterable[str]:
    """List the names that code may bind anew while it runs."""
    for _, node in nodes_of(texts):
        if isinstance(node, ast.Global | ast.Nonlocal):
            yield from node.names
        elif isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            yield node.attr
        elif isinstance(node, ast.Call) and identifier(node.func) == "setattr":
            yield from (_beginning(each)[0] for each in node.args[1:2])
