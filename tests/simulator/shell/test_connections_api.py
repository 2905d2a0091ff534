"""The `@connections` API, called by stock boto3."""

import asyncio
import json
import re
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from wingws_simulator.core.caller import Caller
from wingws_simulator.core.iam import Statement
from wingws_simulator.core.settings import Settings

call = asyncio.to_thread


async def http_of(api, method, path, **sign_with):
    """Return status, headers and body of a signed call, seen without an SDK."""
    url = f"http://{api.host}{path}"
    signed = AWSRequest(method, url, data=b"hi" if method == "POST" else b"")
    credentials = Credentials(sign_with.get("key", "AKIATEST"), "secret")
    SigV4Auth(credentials, "execute-api", "us-east-1").add_auth(signed)
    request = urllib.request.Request(
        url, data=signed.data or None, headers=dict(signed.headers), method=method
    )

    def send():
        try:
            with urllib.request.urlopen(request) as response:
                return response.status, response.headers, response.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()

    return await call(send)


async def code_of(method, **arguments):
    """Return the error code that a client's method raises."""
    with pytest.raises(ClientError) as caught:
        await call(method, **arguments)
    return caught.value.response["Error"]["Code"]


@pytest.mark.fidelity("5.1", "/{stage}/@connections/{id}")
@pytest.mark.fidelity("9", "16 text frames out, no binary in")
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


@pytest.mark.fidelity("5.2", "POST of nothing is an empty message")
@pytest.mark.fidelity("9", "22 an empty POST is not a missing connection")
def test_post_empty(serve, ok):
    """An empty message is a message."""

    async def scenario():
        async with serve({"$connect": ok}) as api, api.connect() as client:
            id_ = await api.connection_id()
            await call(api.client().post_to_connection, ConnectionId=id_, Data=b"")
            assert await client.recv() == ""

    asyncio.run(scenario())


@pytest.mark.fidelity("2.5", "a client that sends at once is known")
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


@pytest.mark.fidelity("5.2", "GET: 200, connectedAt, identity, lastActiveAt")
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


@pytest.mark.fidelity("1.5", "DELETE: 1000, Connection Closed Normally")
@pytest.mark.fidelity("5.2", "DELETE: 204, empty body")
@pytest.mark.fidelity("5.2", "DELETE closes with 1000, Connection Closed Normally")
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


@pytest.mark.fidelity("5.3", "boto3 raises its own exceptions")
@pytest.mark.fidelity("9", "18 POST to a closed connection is 410")
@pytest.mark.fidelity("9", "19 410 has its x-amzn-ErrorType")
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


@pytest.mark.fidelity("2.5", "POST: 410")
@pytest.mark.fidelity("2.5", "GET and DELETE: 410")
@pytest.mark.fidelity("9", "23 POST during $connect is 410")
@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("post_to_connection", {"Data": b"hi"}),
        ("get_connection", {}),
        ("delete_connection", {}),
    ],
)
def test_gone_during_connect(serve, method, arguments):
    """Inside `$connect` its own connection is gone, to every call."""

    async def scenario():
        codes = []

        async def connect(event):
            id_ = event["requestContext"]["connectionId"]
            function = getattr(api.client(), method)
            codes.append(await code_of(function, ConnectionId=id_, **arguments))
            return {"statusCode": 200}

        async with serve({"$connect": connect}) as api, api.connect():
            assert codes == ["GoneException"]

    asyncio.run(scenario())


@pytest.mark.fidelity("5.2", "POST: 200, empty body")
@pytest.mark.fidelity("5.2", "DELETE: 204, empty body")
@pytest.mark.fidelity("9", "20 DELETE is 204, POST is empty, timestamps are ISO 8601")
def test_successes_on_the_wire(serve, ok):
    """POST is 200 and DELETE 204, both empty; GET has ISO timestamps."""

    async def scenario():
        async with serve({"$connect": ok}) as api, api.connect():
            path = f"/prod/@connections/{quote(await api.connection_id())}"
            status, headers, body = await http_of(api, "POST", path)
            assert (status, body) == (200, b"")
            assert headers["x-amzn-RequestId"]
            status, _, body = await http_of(api, "GET", path)
            for name in ("connectedAt", "lastActiveAt"):
                stamp = json.loads(body)[name]
                assert re.fullmatch(r"[\d-]{10}T[\d:]{8}\.\d{3}Z", stamp)
            status, _, body = await http_of(api, "DELETE", path)
            assert (status, body) == (204, b"")

    asyncio.run(scenario())


@pytest.mark.fidelity("5.1", "%40connections and %3D")
@pytest.mark.fidelity("5.1", "SigV4 of the path encoded twice")
@pytest.mark.parametrize("at", ["@", "%40"])
@pytest.mark.parametrize("equals", ["=", "%3D"])
def test_encoded_path(serve, ok, at, equals):
    """`@` and `=` in the path may be encoded or not; the signature holds."""

    async def scenario():
        async with serve({"$connect": ok}) as api, api.connect():
            id_ = (await api.connection_id()).replace("=", equals)
            status, _, _ = await http_of(api, "POST", f"/prod/{at}connections/{id_}")
            assert status == 200

    asyncio.run(scenario())


@pytest.mark.fidelity("5.3", "gone: 410 GoneException, empty body")
@pytest.mark.fidelity("9", "19 410 has its x-amzn-ErrorType")
@pytest.mark.parametrize("method", ["POST", "GET", "DELETE"])
def test_gone_on_the_wire(serve, ok, method):
    """An id that was never issued is 410 with an empty body; the header names it."""

    async def scenario():
        async with serve({"$connect": ok}) as api:
            path = "/prod/@connections/L0SM9cOFvHcCIhw%3D"
            status, headers, body = await http_of(api, method, path)
            assert (status, body) == (410, b"")
            assert headers["x-amzn-ErrorType"] == "GoneException"

    asyncio.run(scenario())


@pytest.mark.fidelity("5.4", "an id of another API is gone")
def test_other_api(serve, ok):
    """A connection is gone on every API but its own."""

    async def scenario():
        async with (
            serve({"$connect": ok}) as api,
            serve({"$connect": ok}) as other,
            api.connect(),
        ):
            id_ = await api.connection_id()
            get = other.client().get_connection
            assert await code_of(get, ConnectionId=id_) == "GoneException"

    asyncio.run(scenario())


@pytest.mark.fidelity("5.2", "lastActiveAt counts messages both ways")
def test_last_active_at(serve, ok, clock):
    """A message of the client's, and one to it, count as activity; GET doesn't."""

    async def scenario():
        async with (
            serve({"$connect": ok, "$default": ok}, clock=clock) as api,
            api.connect() as client,
        ):
            id_, boto = await api.connection_id(), api.client()

            async def idle():
                answer = await call(boto.get_connection, ConnectionId=id_)
                return answer["LastActiveAt"] - answer["ConnectedAt"]

            assert await idle() == timedelta(0)
            clock.advance(100)
            await client.send("hello")
            await api.event("MESSAGE")
            assert await idle() == timedelta(seconds=100)
            clock.advance(100)
            await call(boto.post_to_connection, ConnectionId=id_, Data=b"hi")
            assert await idle() == timedelta(seconds=200)
            clock.advance(100)
            assert await idle() == timedelta(seconds=200)

    asyncio.run(scenario())


@pytest.mark.fidelity("5.3", "not allowed: 403 AccessDeniedException")
@pytest.mark.fidelity("5.3", "its message hides account and connection id")
@pytest.mark.parametrize(
    ("resource", "is_allowed"),
    [
        ("prod/POST/@connections/*", True),
        ("prod/*/@connections/*", True),
        ("prod/GET/@connections/*", False),
        ("dev/POST/@connections/*", False),
        ("prod/$connect", False),
    ],
)
def test_policy_of_the_caller(serve, ok, resource, is_allowed):
    """A caller may do what a statement allows, method by method."""
    arn = "arn:aws:execute-api:us-east-1:000000000000:abcd123"
    statement = {
        "Effect": "Allow",
        "Action": "execute-api:ManageConnections",
        "Resource": f"{arn}/{resource}",
    }

    async def scenario():
        async with (
            serve(
                {"$connect": ok},
                caller_for=lambda key: Caller(
                    key, statements=(Statement.parse(statement),)
                ),
            ) as api,
            api.connect(),
        ):
            id_ = await api.connection_id()
            post = api.client().post_to_connection
            if is_allowed:
                await call(post, ConnectionId=id_, Data=b"hi")
                return
            with pytest.raises(ClientError) as caught:
                await call(post, ConnectionId=id_, Data=b"hi")
            error = caught.value.response["Error"]
            assert error["Code"] == "AccessDeniedException"
            assert error["Message"] == (
                "User: arn:aws:iam::000000000000:root is not authorized to perform: "
                "execute-api:ManageConnections on resource: "
                "arn:aws:execute-api:us-east-1:********0000:abcd123"
                "/prod/POST/@connections/{connectionId}"
            )

    asyncio.run(scenario())


@pytest.mark.fidelity("4.2", "POST of bytes that are no UTF-8: 400")
def test_post_of_bytes(serve, ok):
    """What is no UTF-8 text is refused, as no binary frame may be sent."""

    async def scenario():
        async with serve({"$connect": ok}) as api, api.connect():
            id_ = await api.connection_id()
            post = api.client().post_to_connection
            code = await code_of(post, ConnectionId=id_, Data=b"\xff\xfe")
            assert code == "BadRequestException"

    asyncio.run(scenario())


@pytest.mark.fidelity("5.3", "too large: 413 PayloadTooLargeException")
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


@pytest.mark.fidelity("5.3", "id of another form: 400 BadRequestException")
@pytest.mark.fidelity("5.3", "wrong stage or path: 403 ForbiddenException")
@pytest.mark.fidelity("5.4", "another stage is forbidden")
@pytest.mark.fidelity("9", "25 unsigned and foreign calls are refused")
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


@pytest.mark.fidelity("5.3", "unsigned: 403 MissingAuthenticationTokenException")
@pytest.mark.fidelity("9", "25 unsigned and foreign calls are refused")
def test_unsigned(serve, ok):
    """A request without a signature is refused."""

    def post(url):
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(url, data=b"hi")
        with caught.value as error:
            assert error.headers["x-amzn-RequestId"]
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


@pytest.mark.fidelity("5.3", "slow reader: 429 LimitExceededException")
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
