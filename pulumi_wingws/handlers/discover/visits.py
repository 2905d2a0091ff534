"""Objects that the walk has still to look at, each once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from ..model import READ_IN_PLACE, Component, Configuration
from ..values.scalars import is_written
from .graph import Graph, Reached
from .verdicts import is_buried

__all__ = ["Visit", "Visits"]

Visit = Callable[[object, Reached, str], None]
"""Comes to a value that is taken along: the value, from where, and its path."""


class Visits:
    """A queue of values; what is Pulumi's goes into the graph instead."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._queue: deque[tuple[object, Reached, str]] = deque()
        self._seen: dict[int, object] = {}

    def __bool__(self) -> bool:
        return bool(self._queue)

    def visit(self, value: object, reached: Reached, path: str) -> None:
        """Come to a value by a way that takes the value itself along."""
        kind = self._graph.classify(value)
        if isinstance(kind, Configuration):
            problem = f"'{path}' is passed on, which hides what keys are read"
            self._graph.refuse(reached, problem, READ_IN_PLACE)
        elif isinstance(kind, Component):
            self._graph.add_component(value, kind)
            self._graph.held.setdefault(id(value), reached)
        elif kind == "output":
            self._graph.add_output(value, path)
        elif kind == "resource":
            problem = f"'{path}' is a resource, of which handlers read Outputs only"
            remedy = "mention the attribute by its name"
            if path.endswith(".__self__"):
                remedy = "define the handler inside __init__, and capture variables"
            self._graph.refuse(reached, problem, remedy)
        elif not self.has_met(value) and not is_written(value):
            self.meet(value)
            self._queue.append((value, reached, path))

    def visit_unless_buried(self, value: object, reached: Reached, path: str) -> None:
        """Come to what a helper holds; what only deploy time has says so when used."""
        if is_buried(value, self._graph):
            self._graph.buried[id(value)] = value
        else:
            self.visit(value, reached, path)

    def has_met(self, value: object) -> bool:
        """Tell whether a value is waiting or was looked at."""
        return id(value) in self._seen

    def meet(self, value: object) -> None:
        """Note that a value need not be looked at again."""
        self._seen[id(value)] = value

    def next(self) -> tuple[object, Reached, str]:
        """Take the value that has waited longest."""
        return self._queue.popleft()
