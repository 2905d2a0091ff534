"""Which objects are reached in more than one way, so that they must stay one object."""

from __future__ import annotations

from collections.abc import Iterable
from types import FunctionType

from ..discover.graph import Graph
from ..values.functions import cell_contents, cells_of, decorator_text, parts_of
from ..values.instances import is_made_again, state_of
from ..values.literals import children_of, is_mutable

__all__ = ["Sharing", "is_instance", "is_made"]


class Sharing:
    """Counts from how many places each changeable object is reached."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._counts: dict[int, int] = {}

    def count(self, roots: Iterable[object]) -> None:
        """Count all that is reached from some values."""
        stack = list(roots)
        while stack:
            value = stack.pop()
            if self._is_changeable(value) or (
                type(value) is tuple and self._holds_changeable(value)
            ):
                self._counts[id(value)] = self._counts.get(id(value), 0) + 1
                if self._counts[id(value)] > 1:
                    if type(value) is tuple:  # perhaps a circle: its parts come first
                        self.count(child for child in value if is_mutable(child))
                    continue
            stack += self._children(value)

    def is_shared(self, value: object) -> bool:
        """Tell whether an object is reached in more than one way."""
        return self._counts.get(id(value), 0) > 1

    def has_shared(self, value: object) -> bool:
        """Tell whether a value is or contains what is also reached in another way."""
        if self.is_shared(value):
            return True
        return any(self.has_shared(child) for child in self._children(value))

    def _is_changeable(self, value: object) -> bool:
        return is_mutable(value) or is_made(value, self._graph)

    def _holds_changeable(self, value: tuple[object, ...], depth: int = 3) -> bool:
        """Tell whether a tuple holds what can change, so that it may be in a circle."""
        return any(
            self._is_changeable(child)
            or (
                type(child) is tuple
                and depth
                and self._holds_changeable(child, depth - 1)
            )
            for child in value
        )

    def _children(self, value: object) -> list[object]:
        if id(value) in self._graph.closures:
            assert isinstance(value, FunctionType)
            held = [part for _, cell in cells_of(value) for part in cell_contents(cell)]
            return [*held, *parts_of(value).values()]
        if decorator_text(value):
            return [getattr(value, "__wrapped__", None)]
        if is_instance(value, self._graph):
            return list((state_of(value) or {}).values())
        return [child for _, child in children_of(value) or ()]


def is_instance(value: object, graph: Graph) -> bool:
    """Tell whether a value is an object that is made again, and not of Pulumi's."""
    return is_made_again(value, graph.program) and graph.classify(value) is None


def is_made(value: object, graph: Graph) -> bool:
    """Tell whether index.py makes a value: a function without a name, an object."""
    return id(value) in graph.closures or is_instance(value, graph)
