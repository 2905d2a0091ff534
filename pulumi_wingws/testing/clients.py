"""The clients of an app: opened, and let go of."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, NoReturn

from websockets.asyncio.client import connect as connect_async
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from .admin import Admin
from .async_client import AsyncClient
from .client import Client
from .errors import Rejected
from .handshake import Handshake
from .story import MOST
from .wire import Wire

__all__ = ["Clients"]

__tracebackhide__ = True  # pytest then shows the test's own line


class Clients:
    """Opens clients, and remembers them until they are let go of.

    Args:
        admin: the simulator's admin API.
        tell: returns what handlers did, for failures.
        settle: waits until handlers have ended.
    """

    def __init__(
        self, admin: Admin, tell: Callable[[], str], settle: Callable[[], None]
    ) -> None:
        self._admin = admin
        self._tell = tell
        self._settle = settle
        self._clients: list[Client] = []
        self._wires: list[Wire] = []

    def open(self, api: Mapping[str, Any], how: Handshake) -> Client:
        """Connect to an API.

        Raises:
            Rejected: the handshake was refused.
        """
        try:
            connecting = connect(**self._arguments(api, how))
            socket = connecting.__enter__()  # the client closes it
        except (InvalidStatus, TimeoutError) as exc:
            self._fail(api["name"], exc)
        client = Client(socket, Wire(api["name"], self._tell), self._settle)
        self._clients.append(client)
        self._identify(client._wire, socket.local_address[1])
        return client

    @asynccontextmanager
    async def opened(
        self, api: Mapping[str, Any], how: Handshake
    ) -> AsyncIterator[AsyncClient]:
        """Connect to an API for an ``async with``.

        Raises:
            Rejected: the handshake was refused.
        """
        try:
            socket = await connect_async(**self._arguments(api, how))
        except (InvalidStatus, TimeoutError) as exc:
            self._fail(api["name"], exc)
        wire = Wire(api["name"], self._tell)
        async with AsyncClient(socket, wire, self._settle) as client:
            await asyncio.to_thread(self._identify, wire, socket.local_address[1])
            yield client

    def signed(self, api: Mapping[str, Any], url: str) -> str:
        """Return a URL as the API wants it: with a signature for ``auth="iam"``."""
        routes = {each["route_key"]: each for each in api["routes"]}
        if routes.get("$connect", {}).get("authorization") != "AWS_IAM":
            return url
        from botocore.credentials import Credentials  # half a second

        from ..cli.signed_url import signed

        variables = self._admin.ask("credentials")
        keys = variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"]
        return signed(url, Credentials(*keys), variables["AWS_REGION"])

    def transcripts(self) -> Iterator[str]:
        """Yield what went over each connection, as text; of many the last."""
        if (earlier := len(self._wires) - MOST) > 0:
            yield f"… {earlier} earlier connections"
        yield from (wire.text() for wire in self._wires[-MOST:])

    def abandon(self) -> None:
        """Let go of all that a test may have left behind."""
        for client in self._clients:
            client._abandon()
        self._clients.clear()
        self._wires.clear()

    def _arguments(self, api: Mapping[str, Any], how: Handshake) -> dict[str, Any]:
        arguments = how.arguments(api["url"])
        return {**arguments, "uri": self.signed(api, arguments["uri"])}

    def _identify(self, wire: Wire, port: int) -> None:
        """Find out which connection a client has got."""
        self._wires.append(wire)
        there = self._admin.ask("connections")["connections"]
        own = (c["connection_id"] for c in there if c["source_port"] == port)
        wire.connection_id = next(own, "")  # it may be gone already

    def _fail(self, name: str, exc: InvalidStatus | TimeoutError) -> NoReturn:
        """Say why there is no connection.

        Raises:
            ExpectationFailed: always; Rejected if there was an answer.
        """
        if isinstance(exc, TimeoutError):
            problem = f"the handshake with {name} was not answered"
            raise Wire(name, self._tell).failure(problem) from None
        text = bytes(exc.response.body or b"").decode(errors="replace")
        status = exc.response.status_code
        problem = f"the handshake with {name} was refused with {status}: {text}"
        raise Rejected(f"{problem}\n{self._tell()}", status, text) from None
