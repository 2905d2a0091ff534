"""Which objects are reached in more than one way, so that they must stay one object."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import partial
from types import FunctionType, MappingProxyType, MethodType

from ..discover.graph import Graph
from ..values.functions import cell_contents, cells_of, decorator_text, parts_of
from ..values.instances import is_made_again, state_of
from ..values.literals import children_of, is_mutable

__all__ = ["Sharing", "is_instance", "is_made", "is_whole"]


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
            if self._has_identity(value):
                self._counts[id(value)] = self._counts.get(id(value), 0) + 1
                if self._counts[id(value)] > 1:
                    if is_whole(value, self._graph):  # perhaps a circle
                        self.count(filter(is_mutable, self._children(value)))
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

    def _has_identity(self, value: object) -> bool:
        """Tell whether a program may notice that a value is made twice."""
        if type(value) is tuple:
            return self._holds_changeable(value)
        return self._is_changeable(value) or is_whole(value, self._graph)

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
            annotations = self._graph.annotations[id(value)]
            return [*held, *parts_of(value).values(), *annotations.values()]
        if decorator_text(value):
            return [getattr(value, "__wrapped__", None)]
        if reduced := self._graph.reduced.get(id(value)):
            return [part for _, part in reduced.parts()]
        if is_instance(value, self._graph):
            return list((state_of(value) or {}).values())
        return [child for _, child in children_of(value) or ()]


def is_instance(value: object, graph: Graph) -> bool:
    """Tell whether a value is an object that is made again, and not of Pulumi's."""
    return is_made_again(value, graph.program) and graph.classify(value) is None


def is_made(value: object, graph: Graph) -> bool:
    """Tell whether index.py makes a value: a function without a name, an object."""
    is_object = is_instance(value, graph) or id(value) in graph.reduced
    return id(value) in graph.closures or is_object


def is_whole(value: object, graph: Graph) -> bool:
    """Tell whether a value is made in one piece: of parts that are there already."""
    if isinstance(value, float):
        return value != value and value is not math.nan  # a list finds it by identity
    kinds = {partial, MappingProxyType, MethodType}
    is_object = isinstance(value, tuple) and is_made(value, graph)
    return is_object or type(value) in {tuple, *kinds} or id(value) in graph.reduced
