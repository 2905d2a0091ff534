"""How values are written: as literals, or created first and filled by `index.py`.

A value without references to other objects is a literal. A container that is shared,
or that refers to functions, components or instances, goes by a name: the first one that
is bound to it, or else a variable of index.py. It is created empty and filled in place,
last, so that whoever took hold of it early holds the same object.
"""

from __future__ import annotations

import json
from collections import defaultdict, deque
from collections.abc import Iterable
from pathlib import Path
from types import CellType, FunctionType, ModuleType

from wingws_runtime.rebuild import position_of

from .functions import (
    cell_contents,
    cells_of,
    decorator_text,
    parts_of,
    restore_function,
)
from .graph import Closure, Definition, Graph
from .importable import importable_name
from .instances import (
    class_of,
    is_made_again,
    make_instance,
    restore_instance,
    state_of,
)
from .literals import Reference, children_of, is_mutable, write_display, write_literal
from .model import Component
from .program import Module

__all__ = ["Objects", "index_variable"]

_RUNTIME = '__import__("wingws_runtime")'


class Objects:
    """The objects of one artifact, and what `index.py` does about them.

    `creations` and `fills` are statements of index.py, `imports` the modules of others
    that they mention.
    """

    def __init__(self, graph: Graph) -> None:
        self.creations: list[str] = []
        self.fills: list[str] = []
        self.borrowed: list[str] = []
        self._unfilled: list[tuple[str, CellType]] = []
        self.imports: set[str] = set()
        self._graph = graph
        self._made = 0
        self._counts: dict[int, int] = {}
        self._owners: dict[int, str] = {}
        self._cells: dict[int, str] = {}

    def creation_in(self, module: Module, line: int, value: object) -> str | None:
        """Write how an object is made in a line below its class.

        None: the class is not at hand there.
        """
        definition = self._graph.definitions.get(id(type(value)))
        if definition is None or definition.module is not module:
            return None
        if definition.statement.node.lineno >= line:
            return None
        return make_instance(definition.name, value)

    def count(self, roots: Iterable[object]) -> None:
        """Count from how many places each changeable object is reached."""
        stack = list(roots)
        while stack:
            value = stack.pop()
            if (
                is_mutable(value)
                or self._is_made(value)
                or (type(value) is tuple and self._holds_changeable(value))
            ):
                self._counts[id(value)] = self._counts.get(id(value), 0) + 1
                if self._counts[id(value)] > 1:
                    if type(value) is tuple:  # perhaps a circle: its parts come first
                        self.count(child for child in value if is_mutable(child))
                    continue
            stack += self._children(value)

    def own(self, value: object, name: str, *, must: bool = False) -> bool:
        """Let an object go by a name in index.py, if it needs one and has none yet."""
        if id(value) in self._owners:
            return False
        if not self.needs_name(value) and not (must and is_mutable(value)):
            return False
        self._owners[id(value)] = name
        return True

    def needs_name(self, value: object) -> bool:
        """Tell whether an object must be created first and filled later."""
        if self._is_made(value):
            return not isinstance(value, tuple)
        return is_mutable(value) and self.literal(value) is None

    def has_shared(self, value: object) -> bool:
        """Tell whether a value is or contains what is also reached in another way."""
        if self._is_shared(value):
            return True
        return any(self.has_shared(child) for child in self._children(value))

    def literal(self, value: object) -> str | None:
        """Write a value that needs nothing else; None: it refers to other objects."""
        if self.has_shared(value):
            return None
        try:
            return write_literal(value, self._path)
        except TypeError:
            return None

    def expression(self, value: object) -> str:
        """Write a value for index.py, other objects by their names."""
        return write_literal(value, self._reference)

    def let_own(self, value: object, name: str) -> str:
        """Let an object made on its own line go by a name; give the name it goes by."""
        return self._owners.setdefault(id(value), name)

    def empty(self, value: object) -> str:
        """Write the expression that creates an object that is filled later."""
        if closure := self._graph.closures.get(id(value)):
            return self._function(closure)
        if self._is_instance(value):
            cls = class_of(value)
            return make_instance(self.expression(cls) if cls else "", value)
        if isinstance(value, deque):
            return write_literal(deque(maxlen=value.maxlen))
        return write_literal(type(value)())

    def fill(self, name: str, value: object, *, is_new: bool = True) -> None:
        """Fill an object that was created empty; it may no longer be if not new."""
        if isinstance(value, FunctionType):
            self.fills += restore_function(name, value, self._reference)
        elif self._is_instance(value):
            self.fills += restore_instance(name, value, self._reference)
        else:
            self.fills += _filling(name, value, self._reference, is_new=is_new)

    def handle(self, value: object, runtime: str = _RUNTIME) -> str | None:
        """Write the run-time side of something of Pulumi's; None: it is not."""
        kind = self._graph.classify(value)
        if isinstance(kind, Component):
            return f"{runtime}.{kind.kind}({_quoted(kind.name)})"
        if kind == "output":
            return f"{runtime}.output({_quoted(self._graph.outputs[id(value)].key)})"
        if kind == "resource" and id(value) in self._graph.resources:
            attributes = sorted(self._graph.resources[id(value)].items())
            parts = [f"{n}={write_literal(a, self.handle)}" for n, a in attributes]
            return f'__import__("types").SimpleNamespace({", ".join(parts)})'
        return None

    def _holds_changeable(self, value: tuple[object, ...], depth: int = 3) -> bool:
        """Tell whether a tuple holds what can change, so that it may be in a circle."""
        return any(
            is_mutable(child)
            or self._is_made(child)
            or (
                type(child) is tuple
                and depth
                and self._holds_changeable(child, depth - 1)
            )
            for child in value
        )

    def _is_shared(self, value: object) -> bool:
        return self._counts.get(id(value), 0) > 1

    def _is_instance(self, value: object) -> bool:
        return is_made_again(value, self._graph.program) and (
            self._graph.classify(value) is None
        )

    def _is_made(self, value: object) -> bool:
        return id(value) in self._graph.closures or self._is_instance(value)

    def _children(self, value: object) -> list[object]:
        if id(value) in self._graph.closures:
            assert isinstance(value, FunctionType)
            held = [part for _, cell in cells_of(value) for part in cell_contents(cell)]
            return [*held, *parts_of(value).values()]
        if decorator_text(value):
            return [getattr(value, "__wrapped__", None)]
        if self._is_instance(value):
            return list((state_of(value) or {}).values())
        return [child for _, child in children_of(value) or ()]

    def _path(self, value: object) -> str | None:
        """Write a path of the project by where the artifact lies."""
        root = self._graph.program.root
        if not isinstance(value, Path) or not value.is_absolute():
            return None
        if not value.is_relative_to(root):
            return None
        self.imports.add("rebuild")
        below = value.relative_to(root).as_posix()
        folder = '__import__("wingws_runtime").rebuild.FOLDER'
        return folder if below == "." else f"({folder} / {below!r})"

    def _reference(self, value: object) -> str | None:
        """Name an object in index.py; None: it is written out."""
        if (path := self._path(value)) is not None:
            return path
        if (owner := self._owners.get(id(value))) is not None:
            return owner
        if definition := self._graph.definitions.get(id(value)):
            return self._definition(definition)
        if member := self._graph.members.get(id(value)):
            return f"{self._reference(member[0])}.{member[1]}"
        if (handle := self.handle(value, "wingws_runtime")) is not None:
            return self._create(value, handle)
        if isinstance(value, ModuleType):
            return self._module(value)
        if type(value) is tuple and self._is_shared(value):
            name = self._owners[id(value)] = self._new_name()
            self.creations.append(f"{name} = {write_display(value, self._reference)}")
            return name
        if isinstance(value, tuple) and self._is_instance(value):
            items = write_display(tuple(value), self._reference)
            return f"tuple.__new__({self.expression(type(value))}, {items})"
        if self._is_made(value) or (is_mutable(value) and self._is_shared(value)):
            name = self._create(value, self.empty(value))
            self.fill(name, value)
            return name
        if decorator := decorator_text(value):
            self.imports.add(decorator.partition(".")[0])
            made = self.expression(getattr(value, "__wrapped__", None))
            return self._create(value, f"{decorator}({made})")
        if found := importable_name(value, self._graph.program):
            return self._importable(*found)
        return None

    def _definition(self, definition: Definition) -> str:
        """Name what a statement at module level defines, if the name has another value.

        A function is taken from the module's code then; what more than `def` made is
        taken away before the name gets its value.
        """
        place = index_name(definition.module, definition.name)
        if self._graph.is_named(definition):
            return place
        if definition.value is not definition.function:
            return self._borrow(definition.value, place)
        line = definition.node.lineno
        self.imports.add("rebuild")
        module = index_variable(definition.module.name)
        text = f'rebuild.function({module}, "{definition.name}", {line})'
        return self._create(definition.value, text)

    def _function(self, closure: Closure) -> str:
        """Write how a function is made from its code and its cells."""
        code = closure.value.__code__
        line, column = position_of(code)
        if code.co_name != "<lambda>" and not self._graph.is_inside(closure):
            line = closure.scope.node.lineno
        module = index_variable(closure.module.name)
        cells = [self._cell(cell) for _, cell in cells_of(closure.value)]
        arguments = [module, f'"{code.co_qualname}"', str(line)]
        if column or cells:
            arguments.append(str(column))
        if cells:
            arguments.append(f"({', '.join(cells)},)")
        self.imports.add("rebuild")
        return f"rebuild.function({', '.join(arguments)})"

    def _cell(self, cell: CellType) -> str:
        """Name a cell, which several functions may share."""
        if id(cell) not in self._cells:
            name = self._cells[id(cell)] = f"cell_{len(self._cells) + 1}"
            self.imports.add("types")
            self.creations.append(f"{name} = types.CellType()")
            self._unfilled.append((name, cell))
        return self._cells[id(cell)]

    def fill_cells(self) -> None:
        """Write what the cells hold, now that everything else is made."""
        while self._unfilled:
            name, cell = self._unfilled.pop(0)
            for value in cell_contents(cell):
                self.fills.append(f"{name}.cell_contents = {self.expression(value)}")

    def _borrow(self, value: object, place: str) -> str:
        name = self._new_name()
        self.borrowed.append(f"{name} = {place}")
        self._owners[id(value)] = name
        return name

    def _create(self, value: object, text: str) -> str:
        name = self._new_name()
        self.creations.append(f"{name} = {text}")
        self._owners[id(value)] = name
        return name

    def _new_name(self) -> str:
        self._made += 1
        return f"object_{self._made}"

    def _module(self, module: ModuleType) -> str:
        if self._graph.program.origin_of(module) == "own":
            return index_variable(module.__name__)
        self.imports.add(module.__name__)
        return module.__name__

    def _importable(self, module: str, name: str) -> str:
        if module == "builtins":
            return name
        if self._graph.program.origin(module, None) == "runtime":
            return f"wingws_runtime.{name}"
        self.imports.add(module)
        return f"{module}.{name}"


def index_variable(module: str) -> str:
    """Give the name that index.py has for a module of the program, unlike any other."""
    if module == "__main__":
        return module
    return module.replace("_", "__").replace(".", "_")


def index_name(module: Module, name: str) -> str:
    """Give the text by which index.py mentions a global name of the program."""
    return f"{index_variable(module.name)}.{name}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _filling(
    name: str, value: object, reference: Reference, *, is_new: bool
) -> list[str]:
    """Write the statements that fill an empty container."""
    statements = [] if is_new else [f"{name}.clear()"]
    if isinstance(value, bytearray):
        return [*statements, f"{name}.extend({bytes(value)!r})"]
    if isinstance(value, list | deque):
        return [*statements, f"{name}.extend({write_display(list(value), reference)})"]
    if isinstance(value, set):
        return [*statements, f"{name}.update({write_display(set(value), reference)})"]
    assert isinstance(value, dict)
    if isinstance(value, defaultdict):
        factory = write_literal(value.default_factory, reference)
        statements.append(f"{name}.default_factory = {factory}")
    items = write_display(dict(value), reference)
    return [*statements, f"{name}.update({items})"]
