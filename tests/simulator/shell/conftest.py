"""A WebSocket API served on a free port, with plain async functions for handlers."""

import asyncio
import contextlib
import itertools
import json
import os
import random
import socket
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.config import Config
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from wingws_simulator.core.api_config import ApiConfig, Route
from wingws_simulator.core.caller import Caller
from wingws_simulator.core.lambda_result import Failed, NotInvoked, Returned
from wingws_simulator.shell.api_server import ApiServer
from wingws_simulator.shell.board import Board

from tests.simulator.shell.manual_clock import ManualClock
from tests.simulator.shell.running_daemon import RunningDaemon
from tests.simulator.shell.running_stack import RunningStack

REGION = "us-east-1"
ACCESS_KEY, SECRET = "AKIATEST", "secret"


class ServedApi:
    """
    An API that is being served.

    Attributes:
        events: Queue of the events that handlers got.
        config: What is served.
        board: Where it shows its connections.
        server: The server itself.

    """

    def __init__(self, handlers, *, replies, connect, authorizer, config, options):
        self.events = asyncio.Queue()
        self._tasks = set()
        self._handlers = {**handlers, "authorizer": authorizer}
        routes = {key: Route(key, key in replies) for key in handlers}
        if connect:
            routes["$connect"] = Route("$connect", **connect)
        self.board = Board()
        self.config = ApiConfig("abcd123", "prod", routes, **config)
        self.server = ApiServer(
            self.config,
            invoke=self._invoke,
            secret_for={ACCESS_KEY: SECRET}.get,
            board=self.board,
            **options,
        )

    async def start(self):
        listener = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{listener.getsockname()[1]}"
        self.url = f"ws://{self.host}/prod"
        await self.server.start(listener)

    def _invoke(self, function_name, text, done, origin):
        if function_name not in self._handlers:
            raise NotInvoked("ResourceNotFoundException", function_name)
        task = asyncio.create_task(self._run(function_name, json.loads(text)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda task: task.cancelled() or done(task.result()))

    async def _run(self, function_name, event):
        self.events.put_nowait(event)
        handler = self._handlers[function_name]
        try:
            return Returned(await handler(event))
        except Exception as exc:
            return Failed(type(exc).__name__, str(exc))

    def connect(self, path="", **options):
        """Connect with the `websockets` client."""
        return connect(f"{self.url}{path}", proxy=None, **options)

    def connect_by(self, name, path, **options):
        """Connect by a name that only the Host header has."""
        port = self.host.rpartition(":")[2]
        url = f"ws://{name}:{port}{path}"
        return connect(url, host="127.0.0.1", proxy=None, **options)

    async def refusal(self, path="", **options):
        """Return the response to a handshake that is refused."""
        return await refusal(self.connect(path, **options))

    @contextlib.asynccontextmanager
    async def raw(self):
        """Connect with a bare socket, as a stream reader and writer."""
        parts = urlsplit(self.url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        try:
            yield reader, writer
        finally:
            writer.transport.abort()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def event(self, event_type):
        """Return the next event of a type that a handler gets."""
        while True:
            event = await self.events.get()
            if event["requestContext"]["eventType"] == event_type:
                return event

    async def connection_id(self):
        """Return the id of the next connection that a `$connect` handler gets."""
        return (await self.event("CONNECT"))["requestContext"]["connectionId"]

    def client(
        self,
        *,
        stage="prod",
        key=ACCESS_KEY,
        secret=SECRET,
        host=None,
        scheme="http",
        **options,
    ):
        """Return a stock boto3 client for the API's management endpoint."""
        session = boto3.Session(key, secret, region_name=REGION)
        return session.client(
            "apigatewaymanagementapi",
            endpoint_url=f"{scheme}://{host or self.host}/{stage}",
            config=Config(retries={"total_max_attempts": 1}),
            **options,
        )


async def refusal(connecting):
    """Return the response to a handshake that is refused."""
    with pytest.raises(InvalidStatus) as caught:
        await connecting
    return caught.value.response


@contextlib.asynccontextmanager
async def serve(
    handlers,
    *,
    replies=(),
    connect=None,
    authorizer=None,
    settings=None,
    clock=None,
    caller_for=Caller,
    jitter_seed=0,
    faults=None,
    tls=None,
    **config,
):
    """
    Serve an API.

    Args:
        handlers: Handlers by route key; what they raise is their function's error.
        replies: Keys of the routes that reply.
        connect: Fields of the `$connect` route.
        authorizer: Handler of the function `authorizer`, which has no route.
        tls: What the port answers TLS with.
        config: Fields of the API's configuration.

    """
    options = {
        "settings": settings,
        "clock": clock,
        "caller_for": caller_for,
        "faults": faults,
        "random": random.Random(jitter_seed).random,
        "tls": tls,
    }
    api = ServedApi(
        handlers,
        replies=replies,
        connect=connect,
        authorizer=authorizer,
        config=config,
        options=options,
    )
    await api.start()
    try:
        yield api
    finally:
        await api.server.close()
        api.board.close()


async def ok(event):
    return {"statusCode": 200}


async def echo(event):
    return {"statusCode": 200, "body": event["body"]}


@pytest.fixture(name="serve")
def _serve():
    """Serve an API: `async with serve({route_key: handler}) as api`."""
    return serve


@pytest.fixture(name="refusal")
def _refusal():
    """Await the response that refuses a handshake: `await refusal(api.connect())`."""
    return refusal


@pytest.fixture
def clock():
    """A clock that a test moves by `advance`."""
    return ManualClock()


@pytest.fixture(name="ok")
def _ok():
    """A handler that agrees."""
    return ok


@pytest.fixture(name="echo")
def _echo():
    """A handler whose body is the message's."""
    return echo


@pytest.fixture(name="upgrade_request")
def _upgrade_request():
    """The bytes of a handshake: `upgrade_request(host, headers)`."""

    def upgrade_request(host, *headers, target="/prod"):
        lines = [
            f"GET {target} HTTP/1.1",
            f"Host: {host}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
            *headers,
        ]
        return "\r\n".join([*lines, "", ""]).encode()

    return upgrade_request


@pytest.fixture(name="masked_frame")
def _masked_frame():
    """The bytes of a short frame from a client: `masked_frame(opcode, payload)`."""

    def masked_frame(opcode, payload, *, fin=True):
        mask = os.urandom(4)
        masked = bytes(byte ^ key for byte, key in zip(payload, itertools.cycle(mask)))
        head = bytes([opcode | (0x80 if fin else 0), 0x80 | len(payload)])
        return head + mask + masked

    return masked_frame


@pytest.fixture
def make_daemon(tmp_path):
    """Return a maker of daemons, each in a process of its own, stopped at the end."""
    daemons = []

    def make(folder="project", **settings):
        daemon = RunningDaemon(tmp_path / folder, **settings)
        daemons.append(daemon)
        return daemon

    yield make
    for daemon in daemons:
        if daemon.process:
            daemon.stop()


@pytest.fixture
def daemon(make_daemon):
    """A daemon that has started."""
    daemon = make_daemon()
    assert "error" not in daemon.start()
    return daemon


@pytest.fixture
def stack(daemon):
    """A stack in that daemon, whose handlers log what they are told."""
    return RunningStack(daemon)
