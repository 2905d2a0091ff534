"""The `@connections` API, called by stock boto3."""

import asyncio
import json
import urllib.error
import urllib.request
from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError
from wingws_simulator.core.settings import Settings

call = asyncio.to_thread


async def code_of(method, **arguments):
    """Return the error code that a client's method raises."""
    with pytest.raises(ClientError) as caught:
        await call(method, **arguments)
    return caught.value.response["Error"]["Code"]


def test_post(serve, ok):
    """PostToConnection sends a text message."""

    async def scenario():
        async with serve({"$connect": ok}) as api, api.connect() as client:
            id_ = await api.connection_id()
            post = api.client().post_to_connection
            response = await call(post, ConnectionId=id_, Data="hällo".encode())
            assert response["ResponseMetadata"]["RequestId"]
            assert await client.recv() == "hällo"

    asyncio.run(scenario())


def test_post_empty(serve, ok):
    """An empty message is a message."""

    async def scenario():
        async with serve({"$connect": ok}) as api, api.connect() as client:
            id_ = await api.connection_id()
            await call(api.client().post_to_connection, ConnectionId=id_, Data=b"")
            assert await client.recv() == ""

    asyncio.run(scenario())


def test_post_from_a_message_handler(serve, ok):
    """A handler that posts to its own event's connection reaches the sender."""

    async def scenario():
        async def handler(event):
            id_ = event["requestContext"]["connectionId"]
            await call(api.client().post_to_connection, ConnectionId=id_, Data=b"hi")
            return {"statusCode": 200}

        async with serve({"$default": handler}) as api, api.connect() as client:
            await client.send("hello")
            assert await client.recv() == "hi"

    asyncio.run(scenario())


def test_get(serve, ok):
    """GetConnection tells who is connected, and since when."""

    async def scenario():
        async with (
            serve({"$connect": ok}) as api,
            api.connect(user_agent_header="tester"),
        ):
            id_ = await api.connection_id()
            answer = await call(api.client().get_connection, ConnectionId=id_)
            assert answer["Identity"] == {
                "SourceIp": "127.0.0.1",
                "UserAgent": "tester",
            }
            age = datetime.now(UTC) - answer["ConnectedAt"]
            assert 0 <= age.total_seconds() < 20
            assert answer["LastActiveAt"] >= answer["ConnectedAt"]

    asyncio.run(scenario())


def test_delete(serve, ok):
    """DeleteConnection closes with 1000 and AWS's reason."""

    async def scenario():
        async with (
            serve({"$connect": ok, "$disconnect": ok}) as api,
            api.connect() as client,
        ):
            id_ = await api.connection_id()
            answer = await call(api.client().delete_connection, ConnectionId=id_)
            assert answer["ResponseMetadata"]["HTTPStatusCode"] == 204
            await client.wait_closed()
            assert client.close_code == 1000
            assert client.close_reason == "Connection Closed Normally"
            context = (await api.event("DISCONNECT"))["requestContext"]
            assert context["disconnectStatusCode"] == 1000
            assert context["disconnectReason"] == "Connection Closed Normally"

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("post_to_connection", {"Data": b"hi"}),
        ("get_connection", {}),
        ("delete_connection", {}),
    ],
)
def test_gone(serve, ok, method, arguments):
    """A client that left raises boto3's own GoneException."""

    async def scenario():
        async with serve({"$connect": ok, "$disconnect": ok}) as api:
            async with api.connect():
                id_ = await api.connection_id()
            await api.event("DISCONNECT")
            client = api.client()
            with pytest.raises(client.exceptions.GoneException):
                await call(getattr(client, method), ConnectionId=id_, **arguments)

    asyncio.run(scenario())


def test_gone_during_connect(serve):
    """A post from inside `$connect` to its own connection is refused as gone."""

    async def scenario():
        codes = []

        async def connect(event):
            id_ = event["requestContext"]["connectionId"]
            post = api.client().post_to_connection
            codes.append(await code_of(post, ConnectionId=id_, Data=b"hi"))
            return {"statusCode": 200}

        async with serve({"$connect": connect}) as api, api.connect():
            assert codes == ["GoneException"]

    asyncio.run(scenario())


def test_payload_too_large(serve, ok):
    """More than 128 KB raises PayloadTooLargeException; 128 KB arrive."""

    async def scenario():
        async with serve({"$connect": ok}) as api, api.connect() as client:
            id_, boto = await api.connection_id(), api.client()
            with pytest.raises(boto.exceptions.PayloadTooLargeException):
                data = b"a" * 131_073
                await call(boto.post_to_connection, ConnectionId=id_, Data=data)
            data = b"a" * 131_072
            await call(boto.post_to_connection, ConnectionId=id_, Data=data)
            assert len(await client.recv()) == 131_072

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("options", "connection_id", "code"),
    [
        ({}, "c1f3a1de-1234-4f6b-9d6a", "BadRequestException"),
        ({"stage": "other"}, "L0SM9cOFvHcCIhw=", "ForbiddenException"),
        ({"key": "AKIAOTHER"}, "L0SM9cOFvHcCIhw=", "UnrecognizedClientException"),
        ({"secret": "guess"}, "L0SM9cOFvHcCIhw=", "InvalidSignatureException"),
    ],
)
def test_refused(serve, ok, options, connection_id, code):
    """Bad ids, stages, keys and signatures raise what AWS raises."""

    async def scenario():
        async with serve({"$connect": ok}) as api:
            get = api.client(**options).get_connection
            assert await code_of(get, ConnectionId=connection_id) == code

    asyncio.run(scenario())


def test_unsigned(serve, ok):
    """A request without a signature is refused."""

    def post(url):
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(url, data=b"hi")
        with caught.value as error:
            return error.code, error.headers["x-amzn-ErrorType"], json.load(error)

    async def scenario():
        async with serve({"$connect": ok}) as api, api.connect():
            id_ = await api.connection_id()
            url = f"http://{api.host}/prod/@connections/{id_}"
            assert await call(post, url) == (
                403,
                "MissingAuthenticationTokenException",
                {"message": "Missing Authentication Token"},
            )

    asyncio.run(scenario())


def test_slow_reader(serve, ok, upgrade_request):
    """Posts to a client that does not read hit the limit, until it reads again."""

    async def scenario():
        settings = Settings(write_buffer_size=1024, grace_period=0.05)
        async with (
            serve({"$connect": ok}, settings=settings) as api,
            api.raw() as (reader, writer),
        ):
            writer.write(upgrade_request(api.host))
            await reader.readuntil(b"\r\n\r\n")
            writer.transport.pause_reading()
            id_, boto = await api.connection_id(), api.client()
            message = {"ConnectionId": id_, "Data": b"a" * 131_072}
            sent = 0
            with pytest.raises(boto.exceptions.LimitExceededException):
                while True:
                    await call(boto.post_to_connection, **message)
                    sent += 1
            writer.transport.resume_reading()
            # Four frames to a message, with four bytes of head each.
            await reader.readexactly(sent * (131_072 + 4 * 4))
            await call(boto.post_to_connection, **message)

    asyncio.run(scenario())
