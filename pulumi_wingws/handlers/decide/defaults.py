"""A function's defaults and attributes, which are data: their values as they ended."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from types import FunctionType

from ..discover.graph import Definition
from ..program.statements import span_of
from ..values.functions import added_annotations, attribute_place, restore_names
from .above import Above
from .objects import Objects
from .pieces import Hole
from .proofs import proves

__all__ = ["decide_defaults"]


def decide_defaults(
    definition: Definition, objects: Objects, above: Above, *, is_named: bool
) -> list[Hole]:
    """Keep defaults that are proven, overwrite those that fit, leave the rest to index.

    A default that has no room stands as `0` in its column until `index.py` sets it.
    What is not found by its name is made from its code, which has no defaults.
    """
    function, arguments = definition.function, definition.node
    assert function is not None
    assert not isinstance(arguments, ast.ClassDef)
    values = function.__defaults__ or ()
    keywords = function.__kwdefaults__ or {}
    keyword_nodes = {
        argument.arg: node
        for argument, node in zip(
            arguments.args.kwonlyargs, arguments.args.kw_defaults, strict=True
        )
        if node is not None
    }
    holes: list[Hole] = []
    proof = above if is_named else None
    fits = _place(arguments.args.defaults, values, objects, proof, holes)
    if not fits or (values and not is_named):
        text = objects.expression(function.__defaults__)
        objects.index.fills.append(
            f"{_function_name(definition, objects)}.__defaults__ = {text}"
        )
    by_node = [keywords[key] for key in keyword_nodes if key in keywords]
    fits = _place(list(keyword_nodes.values()), by_node, objects, proof, holes)
    if keywords.keys() != keyword_nodes.keys() or not (
        fits and (is_named or not keywords)
    ):
        text = objects.expression(function.__kwdefaults__)
        objects.index.fills.append(
            f"{_function_name(definition, objects)}.__kwdefaults__ = {text}"
        )
    _set_rest(definition, function, objects, is_named=is_named)
    return holes


def _set_rest(
    definition: Definition, function: FunctionType, objects: Objects, *, is_named: bool
) -> None:
    """Set a function's annotations, names and attributes where its text does not."""
    fills = objects.index.fills
    annotations = {} if is_named else objects.annotations(function)
    added = added_annotations(function) if is_named else []
    has_names = any(restore_names("", function))
    if not (vars(function) or annotations or added or has_names):
        return
    name = _function_name(definition, objects)
    if annotations:
        fills.append(f"{name}.__annotations__ = {objects.expression(annotations)}")
    for key, value in added:
        text = objects.expression(value)
        fills.append(f"{name}.__annotations__[{key!r}] = {text}")
    fills += restore_names(name, function)
    for key, value in sorted(vars(function).items()):
        fills.append(f"{attribute_place(name, key)} = {objects.expression(value)}")


def _function_name(definition: Definition, objects: Objects) -> str:
    """Give the text by which index.py mentions what `def` made."""
    name = objects.expression(definition.value)
    value = definition.value
    while value is not definition.function:
        value = getattr(value, "__wrapped__")  # noqa: B009 - object has no such attribute
        name += ".__wrapped__"
    return name


def _place(
    nodes: Sequence[ast.expr],
    values: Sequence[object],
    objects: Objects,
    above: Above | None,
    holes: list[Hole],
) -> bool:
    """Write values over default expressions; tell whether all of them fit."""
    if len(nodes) != len(values):
        return False
    all_fit = True
    for node, value in zip(nodes, values, strict=True):
        is_whole = not objects.sharing.has_shared(value)
        if is_whole and above and proves(node, value, above):
            continue
        (line, start), (last, end) = span_of(node)
        text = objects.literal(value)
        fits = text is not None and line == last and len(text.encode()) <= end - start
        holes.append(Hole((line, start), (last, end), text if text and fits else "0"))
        all_fit = all_fit and fits
    return all_fit
