"""Bring a stack's simulator to what a plan wants, as ``pulumi up`` would."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..targets.sim_provider import Provider
from ..targets.simulator import Simulator
from .plan import Operation, Plan, Resource, State

__all__ = ["Changes", "apply"]

#: What a later run has to know of inputs: see `engine.py`, and the provider's `diff`.
_KEPT = (
    "exact_name",
    "hash_key",
    "range_key",
    "local_secondary_indexes",
    "attribute_definitions",
    "stream",
    "api_keys",
    "api_name",
    "stage_name",
)
_OUTPUTS = (
    "api_id",
    "port",
    "execution_arn",
    "api_key_values",
    "table_name",
    "arn",
    "stream_arn",
)


@dataclass
class Changes:
    """What became of a plan.

    Attributes:
        state: what to keep for the next run.
        changed: names of what is new or other than before.
        removed: names of what there is no more.
        notices: what the user should know.
    """

    state: State
    changed: list[str]
    removed: list[str]
    notices: list[str]


def apply(plan: Plan, state: State, root: Path, stack: str) -> Changes:
    """Make all that the plan has, then delete what it has no more.

    A table that the program has no more stays, with its rows, for an edit may bring it
    back. The working folder has to be the project's.

    Raises:
        SimulatorError: the simulator refused something; what came before is made.
    """
    simulator = Simulator(root, stack)
    target = next((each for each in plan.operations if each.kind == "target"), None)
    options = (target.props.get("options") if target else None) or {}
    simulator.start(None, None, options=options)
    changes = Changes(state, [], [], [])
    resources = dict(state.resources)
    for operation in plan.operations:
        if operation.kind != "target":
            old = resources.get(operation.key)
            resources[operation.key] = _put(operation, old, changes, simulator)
    wanted = {operation.key for operation in plan.operations}
    unwanted = (key for key in resources if key not in wanted)
    changes.removed += _delete(unwanted, resources, simulator)
    changes.state = State(state.daemon, resources)
    return changes


def _put(
    operation: Operation, old: Resource | None, changes: Changes, simulator: Simulator
) -> Resource:
    """Make or change one resource, if it is not there in that very form."""
    provider, props = Provider(), operation.props
    before = {**props, **old.inputs, **old.outputs} if old else dict(props)
    if old and operation.kind == "table":
        before |= {name: old.inputs.get(name) for name in _KEPT if name in props}
        if provider.diff(operation.key, before, props).replaces:
            simulator.delete("table", props["key"])
            changes.notices.append(
                f"table {operation.name!r} has another key or name, and is made anew; "
                "its rows are gone"
            )
    kept = {**props, **(old.outputs if old else {})}
    if old and not provider.diff(operation.key, kept, props).changes:
        return Resource(operation.kind, _inputs(props), old.outputs)
    made = provider.update(operation.key, kept, props).outs or {}
    changes.changed.append(operation.name)
    return Resource(operation.kind, _inputs(props), _filled(made))


def _delete(
    keys: Iterable[str], resources: dict[str, Resource], simulator: Simulator
) -> Iterator[str]:
    """Delete what is wanted no more, what was made last first; yield its names."""
    for key in reversed([*keys]):
        kind, _, own = key.partition(" ")
        if kind != "table":
            simulator.delete(kind, own)
            del resources[key]
            yield own.rpartition("::")[2]


def _inputs(props: Mapping[str, Any]) -> dict[str, Any]:
    return {name: props[name] for name in _KEPT if props.get(name) is not None}


def _filled(made: Mapping[str, Any]) -> dict[str, Any]:
    return {name: made[name] for name in _OUTPUTS if made.get(name) is not None}
