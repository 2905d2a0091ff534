"""Names whose lines run again: what they hold can be neither written nor found."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType, MethodType

from ..program.definitions import Undefined, is_own
from ..program.importable import importable_name
from ..program.modules import Module
from ..program.names import Use
from ..values.instances import is_plain_object
from ..values.literals import children_of
from ..values.scalars import is_written
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

    def make_again(self, value: object, reached: Reached) -> bool:
        """Make a value again if it can be, by the lines of a name; tell if one does."""
        return can_run_again(value, self._program) and self.run_line_of(value, reached)

    def run_line_of(self, value: object, reached: Reached) -> bool:
        """Run the lines of a global name that holds the value; tell if one does."""
        place = self._name_of(value)
        if place is None:
            return False
        self._graph.names.setdefault(place, reached)
        self.run_again(*place, reached)
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

    def run_again(self, module: Module, name: str, reached: Reached) -> None:
        """Note the lines that make a name's object; refuse it if they would not."""
        if (module, name) in self._graph.reruns:
            return
        try:
            lines = rerun_lines(module, name, self._program.root)
        except Undefined as exc:
            problem = f"'{module.qualified(name)}' {exc.problem}"
            self._graph.refuse(reached, problem, exc.remedy)
            return
        self._graph.reruns[module, name] = lines
        for use in rerun_uses(lines):
            self._mention(module, use, reached)

    def _name_of(self, value: object) -> tuple[Module, str] | None:
        """Find a global name of the modules met so far that holds the very object."""
        for module in self._graph.modules.values():
            for name, held in module.namespace.items():
                if held is value and name in module.source.bindings:
                    return module, name
        return None
