"""The runtime's two ways to `@connections`: the same answers and the same errors."""

import asyncio
import contextlib
import os
import socket
from datetime import datetime

import boto3
import pytest
from botocore.exceptions import ParamValidationError
from wingws_runtime import ConnectionGone, PayloadTooLarge, clients
from wingws_runtime.transport import Channel, ManagementApi
from wingws_simulator.core.caller import Caller
from wingws_simulator.core.settings import Settings
from wingws_simulator.shell.calls import Calls

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
            response = api.server.call(request, ACCESS_KEY)
            self.settled.append((request.method, response.status))
            return response

        ours, its = socket.socketpair()
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_unix_connection(
            lambda: Calls(answer), sock=ours
        )
        channel = Channel(its.detach(), os.getpid())
        try:
            yield ManagementApi(endpoint, channel)
        finally:
            channel._socket.close()
            transport.close()


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
    over_channel = [("POST", 200), ("POST", 200), ("GET", 200), ("DELETE", 204)]
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


@pytest.mark.parametrize("nonsense", [b"\xff" * 8, b"\0\0\0\3a\nb", b"\0\0\0\1\xff"])
def test_nonsense(serve, ok, nonsense):
    """Who sends nonsense loses the channel, and nothing else breaks."""

    async def scenario():
        async with serve({"$connect": ok}) as api, api.connect():
            ours, its = socket.socketpair()
            its.setblocking(False)
            loop = asyncio.get_running_loop()
            await loop.create_unix_connection(
                lambda: Calls(lambda request: api.server.call(request, ACCESS_KEY)),
                sock=ours,
            )
            with its:
                await loop.sock_sendall(its, nonsense)
                return await loop.sock_recv(its, 1)

    assert asyncio.run(scenario()) == b""
