"""Which methods a handler may call on each component that it reaches.

A component that code mentions by its name, `table.scan()`, has the methods mentioned
so. One that code holds otherwise, in an object, a container or a parameter, has those
that any code names, as `self.rows.scan`: what runs in Lambda is in the artifact's text.
It escapes where a name is computed, or where code of others gets hold of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..discover.graph import Graph
from ..model import Component, Configuration, UsedComponent
from .foreign_calls import ForeignCalls
from .names import Names, find_names
from .texts import Text, read_texts

__all__ = ["find_privileges"]

_Reached = tuple[object, Component, Mapping[str, str]]


def find_privileges(
    graph: Graph, files: Mapping[str, str]
) -> tuple[UsedComponent, ...]:
    """Give the components that a handler reaches, by name, and what it may do.

    `files` are the artifact's own texts by path.
    """
    reached: list[_Reached] = [
        each
        for each in graph.components.values()
        if not isinstance(each[1], Configuration)
    ]
    held = [each for each in reached if id(each[0]) in graph.held]
    if not held and not graph.is_open:
        return _sorted(UsedComponent(*each) for each in reached)
    texts = read_texts(graph, files)
    names = find_names(graph, texts)
    if names.any_code:  # it may come to whatever there is, by its name
        held = reached
    escapes = _escapes(graph, texts, held, names)
    return _sorted(
        _held(each, names, escapes[id(each[0])])
        if each in held
        else UsedComponent(*each)
        for each in reached
    )


def _sorted(used: Iterable[UsedComponent]) -> tuple[UsedComponent, ...]:
    return tuple(sorted(used, key=lambda u: (u.component.kind, u.component.name)))


def _held(reached: _Reached, names: Names, escape: str) -> UsedComponent:
    value, component, called = reached
    methods = dict(called)
    for method in sorted(component.methods):
        place = names.place_of(method)
        if escape or place:
            methods.setdefault(method, "" if escape else place or "")
    return UsedComponent(value, component, methods, escape)


def _escapes(
    graph: Graph, texts: list[Text], held: list[_Reached], names: Names
) -> dict[int, str]:
    """Say of each component that is held how it escapes, or nothing."""
    escapes = {id(value): names.computed or names.any_code for value, _, _ in held}
    calls = ForeignCalls(graph, texts, [component for _, component, _ in held])
    for which, how in (*calls.escapes(), *_kept_by_others(graph)):
        for value in which or escapes:
            escapes[value] = escapes.get(value) or how
    return escapes


def _kept_by_others(graph: Graph) -> Iterator[tuple[set[int], str]]:
    """List the objects of packages that a component is part of."""
    for reduced in graph.reduced.values():
        cls = type(reduced.value)
        parts = {id(part) for _, part in reduced.parts()} & graph.held.keys()
        if parts and graph.program.origin_named(cls.__module__) == "foreign":
            yield parts, f"part of a {cls.__module__}.{cls.__qualname__}"
