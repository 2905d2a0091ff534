"""Names whose lines run again: what they hold can be neither written nor found."""

from __future__ import annotations

import ast
import threading
from collections.abc import Callable
from contextvars import ContextVar
from types import FunctionType, MethodType

from ..program.definitions import Undefined, is_own
from ..program.importable import importable_name
from ..program.modules import Module
from ..program.names import Use
from ..program.statements import Statement
from ..values.instances import is_made_again, is_plain_object
from ..values.literals import children_of, is_mutable
from ..values.scalars import is_written
from .apart import take_apart
from .deploy_calls import DeployCalls
from .graph import Graph, Reached
from .rerun_lines import can_run_again, rerun_lines, rerun_uses

__all__ = ["Reruns"]


class Reruns:
    """Notes lines that run again, and passes on each name that they mention."""

    def __init__(
        self, graph: Graph, mention: Callable[[Module, Use, Reached], None]
    ) -> None:
        self._graph = graph
        self._program = graph.program
        self._mention = mention
        self._calls = DeployCalls(self._program)

    def make_again(self, value: object, reached: Reached) -> bool:
        """Make a value again if it can be, by the lines of a name; tell if one does."""
        return can_run_again(value, self._program) and self.run_line_of(value, reached)

    def run_line_of(self, value: object, reached: Reached) -> bool:
        """Run the lines of a global name that holds the value; tell if one does."""
        place = self._name_of(value)
        if place is None:
            return False
        if not self.run_again(*place, reached):
            return False
        self._graph.names.setdefault(place, reached)
        return True

    def must_run_again(self, value: object) -> bool:
        """Tell whether a value can neither be written nor found, but made again."""
        owner = getattr(value, "__self__", None)
        if isinstance(value, MethodType) and self._name_of(owner) is None:
            value = owner
        return not (
            is_written(value)
            or children_of(value) is not None
            or isinstance(value, type | FunctionType)
            or is_own(value, self._program)
            or is_plain_object(value)
            or importable_name(value, self._program) is not None
            or not can_run_again(value, self._program)
        )

    def run_again(self, module: Module, name: str, reached: Reached) -> bool:
        """Note the lines that make a name's object, or refuse it.

        False: they would make another one, but it can be written by its parts.
        """
        if (module, name) in self._graph.reruns:
            return True
        value = module.namespace[name]
        try:
            lines = self._lines(module, name)
        except Undefined as exc:
            if type(value) is threading.local or take_apart(value, self._graph):
                return False
            problem = f"'{module.qualified(name)}' {exc.problem}"
            self._graph.refuse(reached, problem, exc.remedy)
            return True
        if self._needs_data(module, lines) and take_apart(value, self._graph):
            return False
        self._graph.reruns[module, name] = lines
        for use in rerun_uses(lines):
            self._mention(module, use, reached)
        return True

    def _lines(self, module: Module, name: str) -> list[Statement]:
        """Give the lines that make an object; they must be all that was done to it.

        Raises:
            Undefined: they are not, or may not be.
        """
        lines = rerun_lines(module, name, self._program.root)
        value, modules = module.namespace[name], list(self._graph.modules.values())
        known = [held for held in module.namespace.values() if held is value]
        if len(known) == 1 and not self._calls.reach(
            module, name, [*self._graph.homes, module, *modules]
        ):
            return lines
        is_changed = type(value) is threading.local or _is_set(value, name, module)
        if is_changed or take_apart(value, self._graph):
            raise Undefined(
                "cannot be written down, and may have been changed by way of others",
                "set it inside the handler, or in a function under @….on_init",
            )
        return lines

    def _needs_data(self, module: Module, lines: list[Statement]) -> bool:
        """Tell whether lines mention what has no value before all files are loaded."""
        values = (module.namespace.get(use.name) for use in rerun_uses(lines))
        return any(is_mutable(v) or is_made_again(v, self._program) for v in values)

    def _name_of(self, value: object) -> tuple[Module, str] | None:
        """Find a global name of the modules met so far that holds the very object."""
        for module in self._graph.modules.values():
            for name, held in module.namespace.items():
                if held is value and name in module.source.bindings:
                    return module, name
        return None


def _is_set(value: object, name: str, module: Module) -> bool:
    """Tell whether a variable of contexts is set and never set back."""
    used = {
        node.attr
        for node in ast.walk(module.source.tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == name
    }
    return isinstance(value, ContextVar) and "set" in used and "reset" not in used
