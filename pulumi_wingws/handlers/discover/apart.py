"""Objects of others that stand in no line of their own, but come apart into data."""

from __future__ import annotations

from collections.abc import Iterator
from types import FunctionType, ModuleType

from ..program.definitions import is_own
from ..program.importable import importable_name
from ..values.instances import is_made_again, native_base
from ..values.literals import children_of
from ..values.reduced import Reduced, reduce
from ..values.scalars import is_written
from .graph import Graph
from .rerun_lines import can_run_again

__all__ = ["take_apart"]


def take_apart(value: object, graph: Graph) -> Reduced | None:
    """Take an object apart, if all its parts can be written; None: one cannot."""
    return _Walk(graph).reduce(value)


class _Walk:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._seen: dict[int, object] = {}

    def reduce(self, value: object) -> Reduced | None:
        """Take an object apart, and its parts."""
        base = None
        if is_own(type(value), self._graph.program):
            if (base := native_base(value)) is None:
                return None
        elif not _is_iterator(value) and not can_run_again(value, self._graph.program):
            return None
        self._seen[id(value)] = value
        found = reduce(value, base)
        if found is None:
            return None
        return found if all(self._travels(part) for _, part in found.parts()) else None

    def _travels(self, value: object) -> bool:
        """Tell whether a part can be written, or else comes apart as well."""
        program = self._graph.program
        if id(value) in self._seen or is_written(value):
            return True
        if self._graph.classify(value) is not None or is_own(value, program):
            return True
        if isinstance(value, FunctionType | type | ModuleType):
            return importable_name(value, program) is not None
        if importable_name(value, program) is not None:
            return True
        self._seen[id(value)] = value
        if (children := children_of(value)) is not None:
            return all(self._travels(child) for _, child in children)
        if is_made_again(value, program) and native_base(value) is None:
            return True
        return self.reduce(value) is not None


def _is_iterator(value: object) -> bool:
    """Tell whether a value is one of Python's own iterators, no generator."""
    is_standard = type(value).__module__ == "builtins"
    return is_standard and isinstance(value, Iterator) and reduce(value) is not None
