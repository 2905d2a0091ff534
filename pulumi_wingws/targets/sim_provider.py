"""The provider of every dynamic resource of this package.

FROZEN: the engine deletes with the class that the *old* state names, so the path
``pulumi_wingws.targets.sim_provider.Provider`` is API for ever: a moved or renamed
class makes stacks that cannot be destroyed. It has no attributes, so its pickle, which
the engine keeps in state, is a reference and never changes.

Calls come four at a time, also after a crash half-way, so each is an idempotent upsert
by (kind, key); ``delete`` works without a simulator; ``read`` never says that a
resource is gone because the simulator is. A provider returns only the keys that it
received, plus ids and ports: a secret input copied to another key would sit in clear in
state.
"""

import contextlib
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    CreateResult,
    DiffResult,
    ResourceProvider,
    UpdateResult,
)
from pulumi.runtime.rpc import UNKNOWN

from ..dependencies import layer_folder
from ..dev.lock import holder
from ..errors import SimulatorError
from ..project import project_root, stack_folder
from .aws_preflight import aws_problems
from .simulator import Simulator

__all__ = ["Provider"]

Properties = dict[str, Any]

#: A change of these makes another resource: another table's rows, another stage.
_REPLACES = {
    "table": ("exact_name", "hash_key", "range_key", "local_secondary_indexes"),
    "api": ("key", "stage_name"),
    "function": ("key",),
    "stage": ("key", "stage_name"),
}

#: Filled in by the simulator, kept in state, handed back when it is revived.
_OUTPUTS = (
    "api_id",
    "port",
    "execution_arn",
    "api_key_values",
    "table_name",
    "arn",
    "stream_arn",
)


class Provider(ResourceProvider):
    """Creates, updates and deletes resources of both targets' stacks."""

    serialize_as_secret_always = False  # a reference to this class is no secret

    def check(self, olds: Properties, news: Properties) -> CheckResult:
        """Refuse a changed target and what AWS would only refuse half-way."""
        if news["kind"] != "target":
            return CheckResult(news, [])
        problems = [*_target_problems(olds, news)]
        if news["target"] == "aws":
            problems += aws_problems(news)
        return CheckResult(news, [CheckFailure("", problem) for problem in problems])

    def diff(self, id_: str, olds: Properties, news: Properties) -> DiffResult:
        """Compare inputs, and ask whether the simulator still has the resource."""
        changed = _spec(olds) != _spec(news)
        if not changed and news.get("target") != "aws":
            changed = not _is_alive(id_, olds, news)
        return DiffResult(
            changes=changed,
            replaces=_replaces(olds, news),
            # A table with an exact name, or a port, cannot exist twice.
            delete_before_replace=True,
        )

    def create(self, props: Properties) -> CreateResult:
        """Start the simulator or put one resource into it."""
        with _plain_errors():
            if props["kind"] == "target":
                return CreateResult(*_put_target(None, props, {}))
            id_ = f"{props['kind']}-{_digest(props['key'])[:12]}"
            return CreateResult(id_, _put(props, {}))

    def update(self, id_: str, olds: Properties, news: Properties) -> UpdateResult:
        """Bring the simulator up to date, reviving it on its old ports."""
        with _plain_errors():
            if news["kind"] == "target":
                return UpdateResult(_put_target(id_, news, olds)[1])
            return UpdateResult(_put(news, olds))

    def delete(self, id_: str, props: Properties) -> None:
        """Remove one resource; with the stack's target, everything."""
        if props.get("target") == "aws":
            return
        simulator = Simulator(project_root(), props["stack"])
        with _plain_errors():
            _refuse_if_served(props["stack"])
            if props["kind"] == "target":
                simulator.remove()
            else:
                simulator.delete(props["kind"], props["key"])


@contextlib.contextmanager
def _plain_errors() -> Iterator[None]:
    """Make an error that says what to do the last word, and nearly the only one."""
    try:
        yield
    except SimulatorError as exc:
        # The SDK shows the traceback of whatever a provider raises, in a process that
        # ends with this failed command.
        sys.tracebacklimit = 0
        raise exc from None


def _replaces(olds: Properties, news: Properties) -> list[str]:
    """List the inputs whose change makes another resource."""
    keys = _REPLACES.get(news["kind"], ())
    replaces = [key for key in keys if olds.get(key) != news.get(key)]
    if news["kind"] == "table" and _key_types(olds) != _key_types(news):
        return replaces or ["attribute_definitions"]
    return replaces


def _key_types(table: Properties) -> list[object]:
    """Return the types of a table's own keys; those of its indexes may change."""
    types = table["attribute_definitions"]
    return [types.get(table.get(key)) for key in ("hash_key", "range_key")]


def _target_problems(olds: Properties, news: Properties) -> list[str]:
    old, new = olds.get("target"), news["target"]
    old_stack = olds.get("stack", news["stack"])
    if old == "sim" and old_stack != news["stack"]:
        return [
            f"stack {old_stack!r} was renamed to {news['stack']!r}, and what its "
            "simulator keeps has the old name; rename it back with "
            f"`pulumi stack rename {old_stack}`, or destroy it"
        ]
    if old in (None, new) or news["allow_target_change"]:
        return []
    return [
        f"stack {news['stack']!r} was deployed to target {old!r} and is now "
        f"configured for {new!r}; that would delete everything in {old!r}, rows "
        "included. Make another stack (`pulumi stack init`), or allow it with "
        "`pulumi config set wingws:allowTargetChange true`"
    ]


def _refuse_if_served(stack: str) -> None:
    """Keep off what `wingws dev` serves: each would undo what the other does."""
    if pid := holder(stack_folder(project_root(), stack)):
        raise SimulatorError(
            f"stack {stack!r} is served by `wingws dev`, process {pid}; end that "
            "first, by Ctrl-C, or take another stack"
        )


def _put_target(
    id_: str | None, props: Properties, olds: Properties
) -> tuple[str, Properties]:
    """Start the simulator, or stop it when an allowed change leaves it behind."""
    _refuse_if_served(props["stack"])
    simulator = Simulator(project_root(), props["stack"])
    if props["target"] == "aws":
        if olds.get("target") == "sim":
            simulator.remove()
        return id_ or "aws", dict(props)
    was_here = olds.get("target") == "sim"
    hello = simulator.start(
        id_ if was_here else None,
        _filled(olds).get("port") if was_here else None,
        options=props.get("options") or {},
    )
    return hello.id, {**props, "port": hello.port}


def _put(props: Properties, olds: Properties) -> Properties:
    """Upsert one resource and return its inputs plus what the simulator filled in."""
    simulator = Simulator(project_root(), props["stack"])
    filled = simulator.put(
        props["kind"],
        props["key"],
        spec=_located(_spec(props)),
        digest=_digest(_spec(props)),
        kept=_filled(olds),
    )
    return {**_spec(props), **filled}


def _is_alive(id_: str, olds: Properties, news: Properties) -> bool:
    simulator = Simulator(project_root(), news["stack"])
    if news["kind"] == "target":
        # While it is served, its update refuses, ahead of all that depends on it.
        is_served = holder(stack_folder(project_root(), news["stack"])) is not None
        return simulator.answers(id_) and not is_served
    return simulator.has(news["kind"], news["key"], _digest(_spec(news)))


def _spec(props: Mapping[str, Any]) -> Properties:
    """Return what the user's program says: no provider, no outputs."""
    return {
        key: _whole(value)
        for key, value in props.items()
        if key not in _OUTPUTS and key != "__provider" and value is not None
    }


def _located(spec: Properties) -> Properties:
    """Name the folders of layers, which are this user's own and not for the state."""
    if "layers" not in spec:
        return spec
    return {**spec, "layers": [str(layer_folder(each)) for each in spec["layers"]]}


def _filled(props: Mapping[str, Any]) -> Properties:
    """Return what the simulator filled in."""
    return {key: _whole(props[key]) for key in _OUTPUTS if props.get(key) is not None}


def _whole(value: Any) -> Any:
    """All of Pulumi's numbers are floats; nearly all of ours are whole."""
    if isinstance(value, Mapping):
        return {key: _whole(each) for key, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [*map(_whole, value)]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _digest(spec: Any) -> str:
    text = json.dumps(spec, sort_keys=True, default=lambda _: UNKNOWN)
    return hashlib.sha256(text.encode()).hexdigest()
