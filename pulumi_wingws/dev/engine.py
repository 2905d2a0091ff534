"""The embedded engine: Pulumi's mocks, with resources of ours planned as they are made.

What the simulator has already keeps its ids and ports, so a run does not have to ask
for them, and changes nothing before it has ended well. Only what is new is made at
once, since what comes after it needs its ids.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pulumi
from pulumi.runtime import mocks
from pulumi.runtime.proto import engine_pb2
from pulumi.runtime.rpc import is_rpc_secret, unwrap_rpc_secret

from ..errors import ConfigurationError
from ..targets.sim_provider import Provider
from .foreign import Foreign
from .plan import Operation, Resource

__all__ = ["Engine", "Log", "Monitor"]

_OWN = "pulumi-python:dynamic/wingws:"

#: What the simulator fills in, and what makes it fill in something else.
_OUTPUTS = {
    "api": (("api_id", "port", "execution_arn"), ()),
    "table": (("table_name", "arn", "stream_arn"), ("exact_name", "stream")),
    "stage": (("api_key_values",), ("api_keys",)),
}


class Engine(pulumi.runtime.Mocks):
    """Answers for the engine and for all providers.

    Args:
        daemon: returns id and port of the simulator, which may be starting.
        resources: what the simulator has from the last run, by key.
        foreign: what becomes of others' resources.
    """

    def __init__(
        self,
        daemon: Callable[[], tuple[str, int]],
        resources: Mapping[str, Resource],
        foreign: Foreign,
    ) -> None:
        self.operations: list[Operation] = []
        self.daemon = daemon
        self._resources = resources
        self._foreign = foreign
        self._lock = threading.Lock()  # the SDK registers in threads

    def call(self, args: mocks.MockCallArgs) -> Any:
        """Answer a call of a provider's function."""
        return self._foreign.call(args.token), []

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, Any]:
        """Plan a resource of ours; make others up."""
        if args.typ.startswith(_OWN):
            return self._plan(args)
        if args.custom is False:  # a component; of what is only read it is None
            return None, args.inputs
        with self._lock:
            id_ = args.resource_id or args.name
            return id_, self._foreign.outputs(args.typ, args.name, args.inputs)

    def _plan(self, args: mocks.MockResourceArgs) -> tuple[str, Any]:
        # What the SDK knows as secret stays that in the outputs.
        outputs = {k: each for k, each in args.inputs.items() if k != "__provider"}
        operation = Operation(args.name, {k: _plain(v) for k, v in outputs.items()})
        with self._lock:
            self.operations.append(operation)
        if operation.kind == "target":
            id_, port = self.daemon()
            return id_, {**outputs, "port": port}
        return operation.key, {**outputs, **self._filled(operation)}

    def _filled(self, operation: Operation) -> Mapping[str, Any]:
        """Return the outputs that the simulator fills in, new or kept."""
        names, changing = _OUTPUTS.get(operation.kind, ((), ()))
        if not names or (operation.kind == "stage" and not _has_keys(operation)):
            return {}
        old = self._resources.get(operation.key)
        if old and all(_same(old, operation, name) for name in changing):
            return old.outputs
        with self._lock:
            kept = dict(old.outputs) if old else {}
            made = Provider().update(operation.key, kept, operation.props).outs or {}
        return {name: made[name] for name in names if made.get(name) is not None}


def _has_keys(operation: Operation) -> bool:
    return bool(operation.props.get("api_keys"))


def _same(old: Resource, operation: Operation, name: str) -> bool:
    return bool(old.inputs.get(name) == operation.props.get(name))


def _plain(value: Any) -> Any:
    return unwrap_rpc_secret(value) if is_rpc_secret(value) else value


class Monitor(mocks.MockMonitor):
    """Names resources as the real engine does, so that both mean the same ones."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._urns: set[str] = set()
        self._lock = threading.Lock()  # the SDK registers in threads

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        qualified = parent.split("::")[2] if parent else ""
        if qualified and qualified != "pulumi:pulumi:Stack":
            type_ = f"{qualified}${type_}"
        stack, project = pulumi.get_stack(), pulumi.get_project()
        return f"urn:pulumi:{stack}::{project}::{type_}::{name}"

    def Invoke(self, request: Any) -> Any:
        with _loop():
            return super().Invoke(request)  # type: ignore[no-untyped-call]

    def ReadResource(self, request: Any) -> Any:
        with _loop():
            return super().ReadResource(request)  # type: ignore[no-untyped-call]

    def RegisterResource(self, request: Any) -> Any:
        self._note(self.make_urn(request.parent, request.type, request.name))
        with _loop():
            return super().RegisterResource(request)  # type: ignore[no-untyped-call]

    def _note(self, urn: str) -> None:
        """Refuse a second resource of a URN; the name alone of a parent is not in it.

        https://www.pulumi.com/docs/iac/concepts/resources/names/#urns
        """
        with self._lock:
            if urn in self._urns:
                raise ConfigurationError(
                    f"two resources have the URN {urn!r}; expected another name for "
                    "one of them, of which its parent's may be a part"
                )
            self._urns.add(urn)


@contextlib.contextmanager
def _loop() -> Iterator[None]:
    """Give a worker thread an event loop, which the SDK's mocks would leave open."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        yield
    finally:
        loop.close()
        asyncio.set_event_loop(None)


class Log:
    """Keeps what the program, or Pulumi, logs."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str]] = []

    def Log(self, request: Any) -> None:
        """Keep one message; debug ones are for Pulumi's own developers."""
        level = engine_pb2.LogSeverity.Name(request.severity).lower()
        if level != "debug":
            self.messages.append((level, request.message))
