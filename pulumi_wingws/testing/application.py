"""An app under test: a program on a simulator of its own, and ways to poke it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from websockets.asyncio.client import connect as connect_async
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from ..conversations import Conversation, replay
from ..errors import ConfigurationError
from ..project import nearest_project
from . import spare
from .async_client import AsyncClient
from .client import Client
from .deployment import Deployment
from .errors import ExpectationFailed, Rejected
from .events import Events
from .functions import find_function
from .invocation import Invocation
from .story import shown
from .table import Table
from .wire import Query, Wire, handshake, rejected, signed_by_stack

_QUIET = 0.1
"""For how many seconds nothing may come when a conversation has ended."""

_PATIENCE = 10.0
"""How many seconds handlers may take, which is long for a test."""

if TYPE_CHECKING:
    from .handler_time import HandlerTime
    from .program import Program

__all__ = ["App", "app"]

__tracebackhide__ = True  # pytest then shows the test's own line


@contextmanager
def app(
    folder: str | Path = ".",
    *,
    stack: str = "test",
    config: Mapping[str, Any] | None = None,
) -> Iterator["App"]:
    """Serve a project's program for the block, on a simulator of its own.

    Args:
        folder: the project's, or one in it.
        stack: the name that the program sees; ``Pulumi.<stack>.yaml`` counts if it is
            there, whatever its target.
        config: configuration on top of that; a key without a namespace is the
            project's.

    Raises:
        AppError: the program cannot be served.
        ConfigurationError: there is no project.
    """
    served = App(folder, stack=stack, config=config)
    try:
        spare.get_ready()  # who makes one so makes many
        yield served
    finally:
        served.close()


class App:
    """A program that is being served. It holds a simulator until it is closed.

    Where a method takes the ``name`` of an API it may be left out if there is one.
    """

    def __init__(
        self,
        folder: str | Path = ".",
        *,
        stack: str = "test",
        config: Mapping[str, Any] | None = None,
    ) -> None:
        root = nearest_project(Path(folder).resolve())
        self._deployment = Deployment(root, stack, config or {})
        self._admin = self._deployment.admin
        self._admin.ask("reset")  # from then on it keeps what handlers were given
        self._state = self._admin.ask("state")
        self._clients: list[Client] = []
        self._wires: list[Wire] = []
        self._handler_time: HandlerTime | None = None

    def close(self) -> None:
        """End the simulator and all connections, and leave nothing behind."""
        self._leave()
        self._deployment.close()

    # Clients.

    def connect(
        self,
        name: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        query: Query | None = None,
        subprotocols: Sequence[str] = (),
    ) -> Client:
        """Connect to an API: a context manager that closes the connection.

        Args:
            name: of the API.
            headers: of the handshake.
            query: parameters of the URL; several values of one name are a list.
            subprotocols: to offer.

        Raises:
            Rejected: the handshake was refused.
        """
        wire = self._wire(name)
        how = self._handshake(wire.name, headers, query, subprotocols)
        try:
            socket = connect(**how).__enter__()  # the client closes it
        except InvalidStatus as exc:
            raise self._rejected(wire, exc) from None
        self._open(wire, socket.local_address[1])
        client = Client(socket, wire, self.settle)
        self._clients.append(client)
        return client

    @asynccontextmanager
    async def aconnect(
        self,
        name: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        query: Query | None = None,
        subprotocols: Sequence[str] = (),
    ) -> AsyncIterator[AsyncClient]:
        """Connect to an API as :meth:`connect` does, in an ``async with``."""
        wire = self._wire(name)
        how = self._handshake(wire.name, headers, query, subprotocols)
        try:
            socket = await connect_async(**how)
        except InvalidStatus as exc:
            raise self._rejected(wire, exc) from None
        await asyncio.to_thread(self._open, wire, socket.local_address[1])
        async with AsyncClient(socket, wire, self.settle) as client:
            yield client

    def expect_rejected(
        self,
        status: int,
        name: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        query: Query | None = None,
        subprotocols: Sequence[str] = (),
    ) -> Rejected:
        """Connect, and see that it is refused with that status.

        Returns:
            The refusal, with the answer's body.

        Raises:
            ExpectationFailed: the connection is open, or was refused otherwise.
        """
        how = {"headers": headers, "query": query, "subprotocols": subprotocols}
        try:
            client = self.connect(name, **how)  # type: ignore[arg-type]
        except Rejected as refused:
            if refused.status != status:
                raise
            return refused
        client.close()
        raise ExpectationFailed(
            f"expected a refusal with {status}, but the connection was opened\n"
            f"{self.story()}"
        )

    def replay(
        self,
        path: str | Path,
        name: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> None:
        """Play a recorded conversation, and see that the same comes of it.

        Args:
            path: of the file, as ``wingws connect --record`` writes it.
            name: of the API.
            headers: values of the headers that it names.
            query: parameters in place of those that were recorded, or on top.

        Raises:
            ExpectationFailed: something is otherwise; it says what.
            InvalidConversation: the file is none.
        """
        conversation = Conversation.read(Path(path))
        playing = replay(
            conversation,
            self.url(name),
            headers=[*(headers or {}).items()],
            query=query,
            sign=lambda url: self._signed(self._api(name), url),
            quiet=_QUIET,
        )
        with ThreadPoolExecutor(1) as pool:  # a loop may run here
            differences = pool.submit(asyncio.run, playing).result()
        self.settle()
        if differences:
            lines = "\n".join(f"    {each}" for each in differences)
            raise ExpectationFailed(f"{path} goes otherwise:\n{lines}\n{self.story()}")

    def url(self, name: str | None = None) -> str:
        """Return the URL of an API, for a client of your own."""
        return str(self._api(name)["url"])

    # What has happened.

    def settle(self, timeout: float = _PATIENCE) -> None:
        """Wait until all handlers that were invoked have ended, and what they began.

        Whatever a client of this app has sent before has arrived by then.

        Args:
            timeout: how many seconds to wait for them.

        Raises:
            ExpectationFailed: one still runs then.
        """
        self._advance(0, timeout)

    def logs(self, handler: str | None = None) -> list[str]:
        """Return what handlers have printed and logged, line by line.

        Args:
            handler: a route key as ``$default``, with the API's name before it where
                several APIs have it; a function's name; None for all handlers.
        """
        return [line for each in self.invocations(handler) for line in each.log]

    def invocations(self, handler: str | None = None) -> list[Invocation]:
        """Return what handlers were invoked with and what came of it, in that order.

        They are waited for, as by :meth:`settle`.

        Args:
            handler: as for :meth:`logs`.
        """
        function = None if handler is None else find_function(self._state, handler)
        self.settle()
        found = self._invocations(None if function is None else function.name)
        if function is None or function.route_key is None:
            return found
        return [each for each in found if each.route_key == function.route_key]

    def story(self) -> str:
        """Return what went over each connection, and what handlers did, as text."""
        return "\n".join([*(wire.text() for wire in self._wires), self._told()])

    # Tables.

    def table(self, name: str) -> Table:
        """Return a table, to seed and to look at.

        Args:
            name: its logical name.

        Raises:
            ConfigurationError: there is none.
        """
        tables = {each["name"]: each for each in self._state["tables"]}
        table = _known("table", name, tables)
        keys = (table["hash_key"], table["range_key"])
        return Table(self._admin, name, tuple(filter(None, keys)))

    # Time and chance.

    def advance(
        self, *, seconds: float = 0, minutes: float = 0, hours: float = 0
    ) -> None:
        """Let the simulator's clock jump, and all that is due until there happen.

        Idle connections end, items expire, handlers of that run, in their order.

        Raises:
            ExpectationFailed: a handler still runs after ten seconds.
        """
        total = seconds + 60 * minutes + 3600 * hours
        self._advance(total, _PATIENCE)

    @contextmanager
    def faults(
        self, *, next: Mapping[str, int] | None = None, **shares: float
    ) -> Iterator[None]:
        """Let things go wrong in the block, as ``faults(gone_posts=1)``.

        Args:
            next: faults that happen to so many of the next, as ``{"crashes": 1}``.
            shares: faults by name, as shares from 0 to 1, or in seconds.

        Raises:
            SimulatorError: there is no such fault, or it cannot have this value.
        """
        before = self._admin.ask("faults", faults={})["faults"]
        self._admin.ask("faults", faults=shares, next=dict(next or {}))
        try:
            yield
        finally:
            touched = (*shares, *(next or {}))
            self._admin.ask("faults", faults={name: before[name] for name in touched})

    def seed(self, seed: int | None, *, now: float | None = None) -> None:
        """Choose all ids and what faults happen to, the same for the same number.

        Args:
            seed: the number; None for ids that nobody knows ahead.
            now: seconds since the epoch at which the clock then stands still, but for
                :meth:`advance`; None lets it run.
        """
        self._admin.ask("seed", seed=seed, now=now)

    def recycle(self, handler: str | None = None) -> None:
        """Let the next invocation of a handler, or of each, be a cold start."""
        function = None if handler is None else find_function(self._state, handler)
        self._admin.ask("recycle", function=function and function.name)

    def reset(self) -> None:
        """Be as at the beginning: no connections, items, logs, faults; nothing seeded.

        Connections are dropped without ``$disconnect``. Handlers' processes stay warm.
        """
        self._leave()
        self._admin.ask("reset")

    # Handlers that a test calls itself.

    @property
    def program(self) -> ModuleType:
        """The program's ``__main__``, run in this process, to call what is in there.

        What its handlers captured acts on the simulator until the next reset.

        Raises:
            AppError: the program does not run here.
        """
        self._enter_handlers()
        return self._program.module

    def handler(self, handler: str) -> Callable[..., Any]:
        """Return the function of a handler, to call it in this process.

        Args:
            handler: as for :meth:`logs`.

        Raises:
            AppError: the program does not run here.
            ConfigurationError: there is no such handler.
        """
        function = find_function(self._state, handler)
        self._enter_handlers()
        return self._program.handler(function)

    @cached_property
    def event(self) -> Events:
        """Makes events of the only API, for handlers that a test calls itself."""
        return self.event_of()

    def event_of(self, name: str | None = None) -> Events:
        """Return what makes events of an API."""
        api = self._api(name)
        host = urlsplit(api["url"]).netloc
        stage = self._deployment.stage(api["api_id"])
        variables = stage.get("stage_variables") or {}
        return Events(api["api_id"], api["stage_name"], host, variables)

    @cached_property
    def _program(self) -> "Program":
        from .program import Program  # it loads Pulumi

        return Program(self._deployment.request)

    def _enter_handlers(self) -> None:
        self._program  # noqa: B018 - it runs before the environment is that of handlers
        if self._handler_time is None:
            from .handler_time import HandlerTime, captured

            request = self._deployment.request
            self._handler_time = HandlerTime(
                {
                    **captured(self._deployment.operations),
                    **self._admin.ask("credentials"),
                },
                request["config"],
                request["secrets"],
            )
        self._handler_time.begin()

    def _leave(self) -> None:
        """Let go of all that a test may have left behind."""
        if self._handler_time is not None:
            self._handler_time.end()
        for client in self._clients:
            client._abandon()
        self._clients.clear()
        self._wires.clear()

    # What clients need.

    def _api(self, name: str | None) -> Mapping[str, Any]:
        apis = {each["name"]: each for each in self._state["apis"]}
        if name is None and len(apis) == 1:
            (name,) = apis
        api: Mapping[str, Any] = _known("WebSocket", name, apis)
        return api

    def _handshake(
        self,
        name: str,
        headers: Mapping[str, str] | None,
        query: Query | None,
        subprotocols: Sequence[str],
    ) -> dict[str, Any]:
        """Return the arguments of a client, with a signature where one is needed."""
        how = handshake(self.url(name), headers, query, subprotocols)
        how["uri"] = self._signed(self._api(name), how["uri"])
        return how

    def _signed(self, api: Mapping[str, Any], url: str) -> str:
        routes = {each["route_key"]: each for each in api["routes"]}
        if routes.get("$connect", {}).get("authorization") != "AWS_IAM":
            return url
        return signed_by_stack(url, self._admin.ask("credentials"))

    def _wire(self, name: str | None) -> Wire:
        return Wire(self._api(name)["name"], self._told)

    def _open(self, wire: Wire, port: int) -> None:
        """Find out which connection a client has got."""
        there = self._admin.ask("connections")["connections"]
        own = (c["connection_id"] for c in there if c["source_port"] == port)
        wire.connection_id = next(own, "")  # it may be gone already
        self._wires.append(wire)

    def _rejected(self, wire: Wire, exc: InvalidStatus) -> Rejected:
        answer = exc.response
        body = bytes(answer.body or b"")
        return rejected(wire.name, answer.status_code, body, self._told())

    def _told(self) -> str:
        return shown(self._invocations(None))

    def _invocations(self, function: str | None) -> list[Invocation]:
        answer = self._admin.ask("invocations", function=function)
        return [*map(Invocation.from_json, answer["invocations"])]

    def _advance(self, seconds: float, patience: float) -> None:
        answer = self._admin.ask("advance", seconds=seconds, patience=patience)
        if answer["running"]:
            raise ExpectationFailed(
                f"after {patience:g} s there are {answer['running']} handlers that "
                f"still run\n{self.story()}"
            )


def _known(what: str, name: str | None, known: Mapping[str, Any]) -> Any:
    if name is None or name not in known:
        said = "has to be named" if name is None else f"{name!r} is unknown"
        there = ", ".join(map(repr, sorted(known))) or "none, the program makes none"
        raise ConfigurationError(f"{what} {said}; expected one of {there}")
    return known[name]
