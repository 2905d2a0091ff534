"""An app under test: a program on a simulator of its own, and ways to poke it."""

import asyncio
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    ExitStack,
    contextmanager,
)
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from ..conversations import Conversation, Query, replay
from ..errors import ConfigurationError
from ..project import nearest_project
from . import spare
from .arguments import check_mapping, check_seconds
from .async_client import AsyncClient
from .client import Client
from .clients import Clients
from .deployment import Deployment
from .direct_calls import DirectCalls
from .errors import ExpectationFailed, Rejected
from .events import Events
from .functions import find_function
from .handshake import Handshake, checked_headers, query_string
from .invocation import Invocation
from .story import shown
from .table import Table

_QUIET = 0.1
"""For how many seconds nothing may come when a conversation has ended."""

_PATIENCE = 10.0
"""How many seconds handlers may take, which is long for a test."""

_STACK = re.compile(r"(?!\.+$)[A-Za-z0-9_.-]{1,100}")
"""https://www.pulumi.com/docs/iac/concepts/stacks/#create-stack"""

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
        ConfigurationError: there is no project, or no stack of that name can be.
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
        if not isinstance(stack, str) or not _STACK.fullmatch(stack):
            raise ConfigurationError(
                f"stack {stack!r} cannot be one; expected up to 100 letters, digits, "
                "'-', '_' and '.'"
            )
        given = check_mapping("config", config or {}, '{"greeting": "hello"}')
        self._root = nearest_project(Path(folder).resolve())
        self._deployment = Deployment(self._root, stack, given)
        self._admin = self._deployment.admin
        self._admin.ask("reset")  # from then on it keeps what handlers were given
        self._state = self._admin.ask("state")
        self._clients = Clients(self._admin, self._told, self.settle)
        self._direct_calls = DirectCalls(self._deployment)
        self._events: dict[str, Events] = {}

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
        how = Handshake(headers, query, subprotocols)
        return self._clients.open(self._api(name), how)

    def aconnect(
        self,
        name: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        query: Query | None = None,
        subprotocols: Sequence[str] = (),
    ) -> AbstractAsyncContextManager[AsyncClient]:
        """Connect to an API as :meth:`connect` does, in an ``async with``."""
        how = Handshake(headers, query, subprotocols)
        return self._clients.opened(self._api(name), how)

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
        how = Handshake(headers, query, subprotocols)
        try:
            client = self._clients.open(self._api(name), how)
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
        query: Query | None = None,
    ) -> None:
        """Play a recorded conversation, and see that the same comes of it.

        Args:
            path: of the file, as ``wingws connect --record`` writes it, from the
                project's folder.
            name: of the API.
            headers: values of the headers that it names.
            query: parameters in place of those that were recorded, or on top.

        Raises:
            ExpectationFailed: something is otherwise; it says what.
            InvalidConversation: the file is none.
        """
        api = self._api(name)
        query_string(query)
        playing = replay(
            Conversation.read(self._root / path),
            api["url"],
            headers=[*checked_headers(headers).items()],
            query=query,
            sign=lambda url: self._clients.signed(api, url),
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
            timeout: how many seconds to wait for them, 600 at most.

        Raises:
            ExpectationFailed: one still runs then.
        """
        self._advance(0, check_seconds("timeout", timeout))

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
        return "\n".join([*self._clients.transcripts(), self._told()])

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
            ValueError: it would go back, or by more than a year.
        """
        minutes = 60 * check_seconds("hours", hours) + check_seconds("minutes", minutes)
        self._advance(60 * minutes + check_seconds("seconds", seconds), _PATIENCE)

    def faults(
        self, *, next: Mapping[str, int] | None = None, **shares: float
    ) -> AbstractContextManager[object]:
        """Let things go wrong in the block, as ``with app.faults(gone_posts=1):``.

        Without a block they do until the next reset, which ends a test.

        Args:
            next: faults that happen to so many of the next, as ``{"crashes": 1}``.
            shares: faults by name, as shares from 0 to 1, or in seconds.

        Raises:
            SimulatorError: there is no such fault, or it cannot have this value.
        """
        few = check_mapping("next", next or {}, '{"crashes": 1}')
        before = self._admin.ask("faults", faults={})
        self._admin.ask("faults", faults=shares, next=few)
        touched = {*shares, *few}
        undo = {key: _some(before[key], touched) for key in before}
        block = ExitStack()
        block.callback(self._admin.ask, "faults", **undo)
        return block

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
            AppError: the program does not run here, or another app's is in use.
        """
        return self._direct_calls.module()

    def handler(self, handler: str) -> Callable[..., Any]:
        """Return the function of a handler, to call it in this process.

        Args:
            handler: as for :meth:`logs`.

        Raises:
            AppError: the program does not run here, or another app's is in use.
            ConfigurationError: there is no such handler.
        """
        return self._direct_calls.handler(find_function(self._state, handler))

    @property
    def event(self) -> Events:
        """Makes events of the only API, for handlers that a test calls itself."""
        return self.event_of()

    def event_of(self, name: str | None = None) -> Events:
        """Return what makes events of an API; after a reset, the same ids again."""
        api = self._api(name)
        if api["name"] not in self._events:
            host = urlsplit(api["url"]).netloc
            stage = self._deployment.stage(api["api_id"])
            variables = stage.get("stage_variables") or {}
            self._events[api["name"]] = Events(
                api["api_id"], api["stage_name"], host, variables, self._admin.now
            )
        return self._events[api["name"]]

    def _leave(self) -> None:
        """Let go of all that a test may have left behind."""
        self._direct_calls.end()
        self._clients.abandon()
        self._events.clear()

    def _api(self, name: str | None) -> Mapping[str, Any]:
        self._admin.check_open()
        apis = {each["name"]: each for each in self._state["apis"]}
        if name is None and len(apis) == 1:
            (name,) = apis
        api: Mapping[str, Any] = _known("WebSocket", name, apis)
        return api

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


def _some(values: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def _known(what: str, name: str | None, known: Mapping[str, Any]) -> Any:
    if not isinstance(name, str) or name not in known:
        said = "has to be named" if name is None else f"{name!r} is unknown"
        there = ", ".join(map(repr, sorted(known))) or "none, the program makes none"
        raise ConfigurationError(f"{what} {said}; expected one of {there}")
    return known[name]
