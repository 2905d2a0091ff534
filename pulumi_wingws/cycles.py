"""Finds handlers that wait for themselves, before the engine hangs on them.

A stage waits for its handlers, and a handler for what it captures. Who captures the URL
of the handler's own API, or a resource that was made with it, closes a circle, and
Pulumi's engine then waits for ever without a word. Outputs do not tell where they come
from before they resolve, so this looks at what they are waiting for: at the resource
whose property an Output is, or at the Outputs that its pending coroutine holds. Only an
Output that a lambda in an ``apply`` takes from a global name escapes it.
"""

import asyncio
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import CoroutineType, FunctionType
from typing import Any

import pulumi
from pulumi._types import is_input_type

__all__ = ["Lineage"]

Path = tuple[pulumi.Resource, ...]


class Lineage:
    """What every resource of a run waits for.

    Resources made before the first of our components are not noted; they cannot depend
    on it.
    """

    def __init__(self) -> None:
        self._inputs: dict[pulumi.Resource, object] = {}
        self._children: dict[pulumi.Resource, list[pulumi.Resource]] = {}
        pulumi.runtime.register_stack_transformation(self._note)

    def note_below(self, parent: pulumi.Resource) -> None:
        """Note what is made below ``parent`` too, which may be older than this.

        Transformations are inherited when a resource is made, and the user's component
        that holds all of a program is made before the first of ours.
        """
        if self._note not in parent._transformations:
            parent._transformations = [*parent._transformations, self._note]

    def _note(self, args: pulumi.ResourceTransformationArgs) -> None:
        self._inputs[args.resource] = (args.props, args.opts.depends_on)
        if args.opts.parent is not None:
            self._children.setdefault(args.opts.parent, []).append(args.resource)

    def inputs_below(self, parent: pulumi.Resource) -> list[object]:
        """Return what the resources of a component have for inputs."""
        return [self._inputs[child] for child in self._children.get(parent, ())]

    def path_to(
        self,
        end: pulumi.Resource,
        start: Iterable[object],
        captures: Callable[[pulumi.Resource], Iterable[object]],
    ) -> Sequence[pulumi.Resource] | None:
        """Say on what way ``start`` waits for ``end``.

        Args:
            end: a handler.
            start: the Outputs that it captures.
            captures: the Outputs that a resource captures, if it is a handler.

        Returns:
            The resources on the way, ``end`` the last, or None: it does not wait.
        """
        owners = self._owners()
        seen: dict[int, object] = {}  # alive, or their ids would be given out again
        ways: list[tuple[object, Path]] = [(value, ()) for value in start]
        while ways:
            value, path = ways.pop()
            if id(value) in seen:
                continue
            seen[id(value)] = value
            value = owners.get(id(value), value)
            if isinstance(value, pulumi.Resource):
                path = (*path, value)
                if value is end:
                    return path
                sources: Iterable[object] = self._waits_for(value, captures)
            else:
                sources = _held_by(value)
            ways.extend((source, path) for source in sources)
        return None

    def _owners(self) -> Mapping[int, pulumi.Resource]:
        """Map each property of a resource to it.

        Of a component only the URN; its other properties are made from other Outputs.
        """
        return {
            id(value): resource
            for resource in self._inputs
            for name, value in vars(resource).items()
            if isinstance(value, pulumi.Output)
            and (name == "urn" or isinstance(resource, pulumi.CustomResource))
        }

    def _waits_for(
        self,
        resource: pulumi.Resource,
        captures: Callable[[pulumi.Resource], Iterable[object]],
    ) -> Iterator[object]:
        yield self._inputs.get(resource)
        yield from captures(resource)
        if isinstance(resource, pulumi.ComponentResource):
            # Who depends on a component waits for all that is below it.
            yield from self._children.get(resource, ())


def _held_by(value: object) -> Iterable[object]:
    """Return what a container holds, and what a pending coroutine waits for."""
    if isinstance(value, pulumi.Output):
        return vars(value).values()
    if isinstance(value, asyncio.Task):
        return [value.get_coro()]
    if isinstance(value, CoroutineType | FunctionType):
        held = _variables(value)
        # A resource itself, mostly `self`, is whom it works for, not what it waits for.
        return [each for each in held if not isinstance(each, pulumi.Resource)]
    if isinstance(value, Mapping):
        return value.values()
    if isinstance(value, list | tuple | set | frozenset):
        return value
    if is_input_type(type(value)):  # an args class
        return vars(value).values()
    return []


def _variables(
    code: "CoroutineType[Any, Any, Any] | FunctionType",
) -> Iterable[object]:
    """Return what a coroutine has in its variables, or what a function closes over."""
    if isinstance(code, CoroutineType):
        return [] if code.cr_frame is None else code.cr_frame.f_locals.values()
    return inspect.getclosurevars(code).nonlocals.values()
