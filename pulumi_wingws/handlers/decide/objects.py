"""How values are written: as literals, or created first and filled by `index.py`.

A value without references to other objects is a literal. A container that is shared,
or that refers to functions, components or instances, goes by a name: the first one that
is bound to it, or else a variable of index.py. It is created empty and filled in place,
last, so that whoever took hold of it early holds the same object.
"""

from __future__ import annotations

from pathlib import Path
from types import FunctionType, ModuleType

from wingws_runtime.rebuild import position_of

from ..discover.graph import Closure, Definition, Graph
from ..discover.verdicts import deploy_name
from ..program.importable import importable_name
from ..values.containers import make_container, restore_container
from ..values.functions import cells_of, decorator_text, restore_function
from ..values.instances import class_of, make_instance, restore_instance
from ..values.literals import is_mutable, write_display, write_literal
from ..values.scalars import write_scalar
from .cells import Cells
from .handle_text import handle_text
from .index import Index, index_name, index_variable
from .large import DATA_FOLDER, LARGE, data_file
from .sharing import Sharing, is_instance, is_made, is_whole

__all__ = ["Objects"]


class Objects:
    """The objects of one artifact, and what `index.py` does about them.

    What is shared must have been counted before anything is written. `files` are those
    of large data.
    """

    def __init__(self, graph: Graph, index: Index) -> None:
        self.index = index
        self.files: dict[str, bytes] = {}
        self.sharing = Sharing(graph)
        self.cells = Cells(index)
        self._graph = graph
        self._owners: dict[int, str] = {}

    # Objects that go by a name.

    def own(self, value: object, name: str, *, must: bool = False) -> bool:
        """Let an object go by a name in index.py, if it needs one and has none yet."""
        if id(value) in self._owners:
            return False
        if not self._needs_name(value) and not (must and is_mutable(value)):
            return False
        self._owners[id(value)] = name
        return True

    def let_own(self, value: object, name: str) -> str:
        """Let an object made on its own line go by a name; give the name it goes by."""
        return self._owners.setdefault(id(value), name)

    def _needs_name(self, value: object) -> bool:
        """Tell whether an object must be created first and filled later."""
        if is_made(value, self._graph):
            return not is_whole(value, self._graph)
        return is_mutable(value) and self.literal(value) is None

    # Values as text.

    def literal(self, value: object) -> str | None:
        """Write a value that needs nothing else; None: it refers to other objects."""
        if self.sharing.has_shared(value):
            return None
        try:
            return write_literal(value, self._path)
        except TypeError:
            return None

    def expression(self, value: object) -> str:
        """Write a value for index.py, other objects by their names."""
        return write_literal(value, self._reference)

    def expression_at(self, place: str, value: object) -> str:
        """Write a value that a place of index.py is to hold."""
        return self.at(place, value, self.expression(value))

    def at(self, place: str, value: object, text: str) -> str:
        """Give the text for what a place holds: of data that is large, where it lies.

        The place is as index.py mentions it, and names the file.
        """
        if len(text) <= LARGE or not place.replace(".", "").isidentifier():
            return text
        if (found := data_file(value, text)) is None:
            return text
        ending, content = found
        path = f"{DATA_FOLDER}/{place}{ending}"
        self.files[path] = content
        self.index.imports.add("rebuild")
        return f'__import__("wingws_runtime").rebuild.data("{path}")'

    def empty(self, value: object) -> str:
        """Write the expression that creates an object that is filled later."""
        if closure := self._graph.closures.get(id(value)):
            return self._function(closure)
        if is_instance(value, self._graph):
            cls = class_of(value)
            return make_instance(self.expression(cls) if cls else "", value)
        return make_container(value)

    def fill(
        self, name: str, value: object, *, is_new: bool = True, is_kept: bool = False
    ) -> None:
        """Fill an object that was created empty; it may no longer be if not new.

        One that its own line makes, as that is kept, may have more than nothing.
        """
        fills = self.index.fills
        # What a function or an object refers to is filled in between, as it comes up.
        if isinstance(value, FunctionType):
            fills += restore_function(
                name,
                value,
                self.annotations(value),
                self._reference,
            )
        elif reduced := self._graph.reduced.get(id(value)):
            fills += reduced.restore(name, self._reference)
        elif is_instance(value, self._graph):
            fills += restore_instance(name, value, self._reference)
        else:
            statements = list(
                restore_container(
                    name, value, self._reference, self._display_at, is_kept=is_kept
                )
            )
            fills += statements if is_new else [f"{name}.clear()", *statements]

    def annotations(self, function: FunctionType) -> dict[str, object]:
        """Give the annotations of a function that is made from its code."""
        return self._graph.annotations.get(id(function), {})

    def _display_at(self, place: str, value: object) -> str:
        text = write_scalar(value) or write_display(value, self._reference)
        return self.at(place, value, text)

    def tombstone(self, name: str) -> str:
        """Write what stands for a name of deploy time."""
        self.index.imports.add("rebuild")
        return f'__import__("wingws_runtime").rebuild.Tombstone("{name}")'

    def _path(self, value: object) -> str | None:
        """Write a path of the project by where the artifact lies."""
        root = self._graph.program.root
        if not isinstance(value, Path) or not value.is_absolute():
            return None
        if not value.is_relative_to(root):
            return None
        self.index.imports.add("rebuild")
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
        if id(value) in self._graph.buried:
            return self.tombstone(deploy_name(value))
        if member := self._graph.members.get(id(value)):
            return f"{self._reference(member[0])}.{member[1]}"
        if (handle := handle_text(value, self._graph, "wingws_runtime")) is not None:
            return self._create(value, handle)
        if isinstance(value, ModuleType):
            return self._module(value)
        if found := importable_name(value, self._graph.program):
            return self._importable(*found)
        if is_whole(value, self._graph):
            return self._whole(value)
        if is_made(value, self._graph) or (
            is_mutable(value) and self.sharing.is_shared(value)
        ):
            name = self._create(value, self.empty(value))
            self.fill(name, value)
            return name
        if decorator := decorator_text(value):
            self.index.imports.add(decorator.partition(".")[0])
            made = self.expression(getattr(value, "__wrapped__", None))
            return self._create(value, f"{decorator}({made})")
        return None

    # What has a name in a file, or gets a variable of index.py.

    def _definition(self, definition: Definition) -> str:
        """Name what a statement at module level defines, if the name has another value.

        A function is taken from the module's code then; what more than `def` made is
        taken away before the name gets its value.
        """
        place = index_name(definition.module, definition.name)
        if self._graph.is_named(definition):
            return place
        if definition.value is not definition.function:
            name = self._owners[id(definition.value)] = self.index.new_name()
            self.index.borrowed.append(f"{name} = {place}")
            return name
        line = definition.node.lineno
        self.index.imports.add("rebuild")
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
        cells = [self.cells.name(cell) for _, cell in cells_of(closure.value)]
        arguments = [module, f'"{code.co_qualname}"', str(line)]
        if column or cells:
            arguments.append(str(column))
        if cells:
            arguments.append(f"({', '.join(cells)},)")
        self.index.imports.add("rebuild")
        return f"rebuild.function({', '.join(arguments)})"

    def _whole(self, value: object) -> str | None:
        """Make what is made in one piece; None: it is nothing but its parts.

        It goes by its name before its parts are written, which may lead back to it.
        """
        is_object = is_made(value, self._graph)
        has_state = is_object and hasattr(value, "__dict__")
        is_reduced = id(value) in self._graph.reduced
        if not self.sharing.is_shared(value) and not has_state and not is_reduced:
            return self._whole_text(value) if is_object else None
        name = self._owners[id(value)] = self.index.new_name()
        text = self._whole_text(value)
        self.index.creations.append(f"{name} = {text}")
        if is_object:
            self.fill(name, value)
        return name

    def _whole_text(self, value: object) -> str:
        if reduced := self._graph.reduced.get(id(value)):
            return reduced.write(self._reference)
        if isinstance(value, tuple) and is_made(value, self._graph):
            items = write_display(tuple(value), self._reference)
            return f"tuple.__new__({self.expression(type(value))}, {items})"
        return write_scalar(value) or write_display(value, self._reference)

    def _create(self, value: object, text: str) -> str:
        name = self.index.new_name()
        self.index.creations.append(f"{name} = {text}")
        self._owners[id(value)] = name
        return name

    def _module(self, module: ModuleType) -> str:
        if self._graph.program.origin_of(module) == "own":
            return index_variable(module.__name__)
        self.index.imports.add(module.__name__)
        return module.__name__

    def _importable(self, module: str, name: str) -> str:
        if module == "builtins":
            return name
        if self._graph.program.origin(module, None) == "runtime":
            return f"wingws_runtime.{name}"
        self.index.imports.add(module)
        return f"{module}.{name}"
