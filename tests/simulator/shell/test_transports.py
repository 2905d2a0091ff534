"""The runtime's two ways to `@connections`: the same answers and the same errors."""

import asyncio
import contextlib
import os
import socket
from dataclasses import replace
from datetime import datetime

import boto3
import pytest
from botocore.exceptions import ClientError, ParamValidationError
from wingws_runtime import ConnectionGone, PayloadTooLarge, clients
from wingws_runtime.transport import ManagementApi
from wingws_simulator.core.caller import Caller
from wingws_simulator.core.faults import Faults
from wingws_simulator.core.http_message import Response
from wingws_simulator.core.settings import Settings
from wingws_simulator.shell.board import BoardView
from wingws_simulator.shell.calls import Calls
from wingws_simulator.shell.channel import Frames, frame
from wingws_simulator.shell.connections_client import ConnectionsClient

from tests.simulator.shell.conftest import ACCESS_KEY, REGION, SECRET

call = asyncio.to_thread

STRANGER = "AAAAAAAAAAAAAAA="

NOTHING_ALLOWED = {"caller_for": lambda key: Caller(key, statements=())}
NOTHING_MORE = {"settings": Settings(account_request_rate=0)}

# What is done, on a connection of which API, and what it raises with which words.
REFUSALS = [
    ("post", STRANGER, b"hi", {}, ConnectionGone, "is gone"),
    ("delete", STRANGER, None, {}, ConnectionGone, "is gone"),
    ("get", STRANGER, None, {}, ConnectionGone, "is gone"),
    ("post", "no id", b"hi", {}, "BadRequestException", "Invalid connectionId: no id"),
    ("get", "no id", None, {}, "BadRequestException", "Invalid connectionId: no id"),
    ("post", None, b"\xff", {}, "BadRequestException", "not valid UTF-8"),
    ("post", None, b"x" * 131_073, {}, PayloadTooLarge, "has 131073 bytes"),
    ("post", "", b"hi", {}, "BadRequestException", "Invalid connectionId: "),
    ("get", 7, None, {}, ParamValidationError, "type: <class 'int'>"),
    ("post", None, b"hi", NOTHING_ALLOWED, "AccessDeniedException", "POST"),
    ("delete", None, None, NOTHING_ALLOWED, "AccessDeniedException", "DELETE"),
    ("post", None, b"hi", NOTHING_MORE, "LimitExceededException", "PostToConn"),
    ("get", None, None, NOTHING_MORE, "LimitExceededException", "GetConnection"),
]


class Daemon(asyncio.Protocol):
    """The other end of a channel."""

    def __init__(self, calls, answers):
        self._calls = calls
        self._answers = answers
        self._frames = Frames()

    def data_received(self, data):
        for call in self._frames.add(data):
            if (answer := self._calls.take(call)) is not None:
                self._answers.sendall(frame(answer))


class Way:
    """
    One of the two ways to an API.

    Attributes:
        settled: What came over the channel and was settled there: method, status.

    """

    def __init__(self, name):
        self.name = name
        self.settled = []

    @contextlib.asynccontextmanager
    async def to(self, api, stage="prod"):
        """Go to an API that is served."""
        endpoint = f"http://{api.host}/{stage}"
        if self.name == "https":
            yield ManagementApi(endpoint, None)
            return

        def answer(request):
            response, promise = api.server.call(request, ACCESS_KEY)
            self.settled.append((request.method, response.status))
            return response, promise

        with contextlib.ExitStack() as stack:
            pairs = (socket.socketpair(), socket.socketpair())
            (ours, its), (answers, its_answers) = pairs
            for end in (its, answers, its_answers):
                stack.enter_context(end)
            loop = asyncio.get_running_loop()
            transport, _ = await loop.create_unix_connection(
                lambda: Daemon(Calls(answer), answers), sock=ours
            )
            stack.callback(transport.close)
            view = BoardView(api.board.fd)
            yield ManagementApi(endpoint, ConnectionsClient(its, its_answers, view))


@pytest.fixture(params=["https", "channel"])
def way(request, monkeypatch):
    """Each of the two ways."""
    variables = {
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_MAX_ATTEMPTS": "1",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)  # it may know other keys
    yield Way(request.param)
    clients.client.cache_clear()


def test_success(serve, ok, way):
    """Posting, asking and closing give what the SDK gives."""

    async def scenario():
        async with (
            serve({"$connect": ok}) as api,
            api.connect(user_agent_header="tester") as client,
            way.to(api) as management,
        ):
            id_ = await api.connection_id()
            for text in ("hällo", ""):
                assert await call(management.post, id_, text.encode()) is None
                assert await client.recv() == text
            output = await call(management.get, id_)
            assert output["Identity"] == {
                "SourceIp": "127.0.0.1",
                "UserAgent": "tester",
            }
            for moment in (output["ConnectedAt"], output["LastActiveAt"]):
                assert isinstance(moment, datetime)
                assert moment.utcoffset().total_seconds() == 0
            assert await call(management.delete, id_) is None
            await client.wait_closed()
            assert client.close_code == 1000

    asyncio.run(scenario())
    # The second post was promised to succeed, and not answered.
    over_channel = [("POST", 200), ("GET", 200), ("DELETE", 204)]
    assert way.settled == (over_channel if way.name == "channel" else [])


@pytest.mark.parametrize(("method", "to", "data", "api", "error", "words"), REFUSALS)
def test_refusal(serve, ok, way, method, to, data, api, error, words):
    """What API Gateway refuses is the same exception with the same words."""

    async def scenario():
        async with (
            serve({"$connect": ok}, **api) as served,
            served.connect(),
            way.to(served) as management,
        ):
            id_ = await served.connection_id()
            arguments = [id_ if to is None else to]
            if data is not None:
                arguments.append(data)
            with pytest.raises(Exception, match=words) as caught:
                await call(getattr(management, method), *arguments)
            return caught.value

    raised = asyncio.run(scenario())
    if isinstance(error, str):
        assert raised.response["Error"]["Code"] == error
    else:
        assert type(raised) is error


def test_other_stage(serve, ok, way):
    """A path that is none of the API's is refused."""

    async def scenario():
        async with serve({"$connect": ok}) as api, way.to(api, "test") as management:
            with pytest.raises(Exception, match="Forbidden") as caught:
                await call(management.post, STRANGER, b"hi")
            return caught.value

    assert asyncio.run(scenario()).response["Error"]["Code"] == "ForbiddenException"


def test_many_threads(serve, ok, way):
    """Calls that threads make at once get each its own answer."""

    async def scenario():
        async with (
            serve({"$connect": ok}) as api,
            api.connect() as client,
            way.to(api) as management,
        ):
            id_ = await api.connection_id()
            posts = [call(management.post, id_, b"%d" % n) for n in range(30)]
            gets = [call(management.get, id_) for _ in range(10)]
            answers = await asyncio.gather(*posts, *gets)
            assert [answer is None for answer in answers] == [True] * 30 + [False] * 10
            received = {int(await client.recv()) for _ in range(30)}
            assert received == set(range(30))

    asyncio.run(scenario())


def test_order(serve, ok, way):
    """What is done one after the other comes so, waited for or not."""

    async def scenario():
        async with (
            serve({"$connect": ok}) as api,
            api.connect() as client,
            way.to(api) as management,
        ):
            id_ = await api.connection_id()

            def work():
                for number in range(50):
                    management.post(id_, b"%d" % number)
                management.delete(id_)

            await call(work)
            return [message async for message in client]

    assert asyncio.run(scenario()) == [str(number) for number in range(50)]


async def close(api, client, clock):
    await client.close()
    await api.event("DISCONNECT")


async def grow_idle(api, client, clock):
    clock.advance(600)
    await api.event("DISCONNECT")


async def send_binary(api, client, clock):
    await client.send(b"no")
    await api.event("DISCONNECT")


@pytest.mark.parametrize("leave", [close, grow_idle, send_binary])
def test_gone_after_success(serve, ok, way, clock, leave):
    """Who has left is gone, however many posts have succeeded."""

    async def scenario():
        handlers = {"$connect": ok, "$disconnect": ok}
        async with (
            serve(handlers, clock=clock) as api,
            api.connect() as client,
            way.to(api) as management,
        ):
            id_ = await api.connection_id()
            for _ in range(3):
                await call(management.post, id_, b"hi")
            await leave(api, client, clock)
            with pytest.raises(ConnectionGone):
                await call(management.post, id_, b"hi")

    asyncio.run(scenario())


def test_configured_anew(serve, ok, way):
    """A stage that is renamed is found under its new name only."""

    async def scenario():
        async with (
            serve({"$connect": ok}) as api,
            api.connect() as client,
            way.to(api) as management,
        ):
            id_ = await api.connection_id()
            for _ in range(2):
                await call(management.post, id_, b"hi")
            api.server.configure(replace(api.config, stage="test"))
            with pytest.raises(ClientError, match="Forbidden"):
                await call(management.post, id_, b"hi")
            async with way.to(api, "test") as renamed:
                for _ in range(2):
                    await call(renamed.post, id_, b"ho")
            return [await client.recv() for _ in range(4)]

    assert asyncio.run(scenario()) == ["hi", "hi", "ho", "ho"]


def test_throttled_after_success(serve, ok, way):
    """Posts count against the account's quota, waited for or not."""
    burst = 1000 if way.name == "channel" else 5
    settings = Settings(account_request_rate=1e-6, account_request_burst=burst)

    async def scenario():
        async with (
            serve({"$connect": ok}, settings=settings) as api,
            api.connect(),
            way.to(api) as management,
        ):
            id_ = await api.connection_id()

            def work():
                for _ in range(burst):
                    management.post(id_, b"")
                with pytest.raises(ClientError) as caught:
                    management.post(id_, b"")
                return caught.value.response["Error"]["Code"]

            return await call(work)

    assert asyncio.run(scenario()) == "LimitExceededException"


def test_throttled_by_a_fault(serve, ok, way):
    """A fault that throttles posts does so at once, whatever was promised."""
    faults = Faults()

    async def scenario():
        async with (
            serve({"$connect": ok}, faults=faults) as api,
            api.connect(),
            way.to(api) as management,
        ):
            id_ = await api.connection_id()
            for _ in range(2):
                await call(management.post, id_, b"hi")
            faults.change({"throttled_posts": 1})
            api.board.is_valid = False  # as the admin API does
            for _ in range(2):
                with pytest.raises(ClientError, match="LimitExceeded"):
                    await call(management.post, id_, b"hi")

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "nonsense", [b"\xff", b"a\nb", b"", b"+", b"+0000" + b"x" * 16]
)
def test_nonsense(nonsense):
    """What is no call is refused."""
    with pytest.raises(ValueError):
        Calls(lambda request: (Response(200), None)).take(nonsense)
