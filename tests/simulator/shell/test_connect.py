"""Handshakes, seen from outside."""

import asyncio

import pytest
from websockets.exceptions import InvalidStatus
from wingws_simulator.core.settings import Settings


def answer(status, **rest):
    async def handler(event):
        return {"statusCode": status, **rest}

    return handler


async def fail(event):
    raise ValueError("foo")


async def hang(event):
    await asyncio.Event().wait()


def refusal_of(serve, handlers, path="", **options):
    """Return the response to a handshake that is refused."""

    async def scenario():
        async with serve(handlers, **options) as api:
            with pytest.raises(InvalidStatus) as caught:
                await api.connect(path)
            return caught.value.response

    return asyncio.run(scenario())


def test_connect_gates_the_handshake(serve):
    """The 101 comes only after `$connect` has agreed."""

    async def scenario():
        entered, agreed = asyncio.Event(), asyncio.Event()

        async def connect(event):
            entered.set()
            await agreed.wait()
            return {"statusCode": 200}

        async with serve({"$connect": connect}) as api:
            connecting = asyncio.ensure_future(api.connect().__aenter__())
            await entered.wait()
            assert not connecting.done()
            agreed.set()
            client = await connecting
            await client.close()

    asyncio.run(scenario())


@pytest.mark.parametrize("status", [400, 401, 403, 501, 599])
def test_status_passes_through(serve, status):
    """The client sees the status that `$connect` returned."""
    response = refusal_of(serve, {"$connect": answer(status)})

    assert response.status_code == status
    assert response.body == b""


def test_exception_is_502(serve):
    """A `$connect` that raises refuses the handshake with 502."""
    assert refusal_of(serve, {"$connect": fail}).status_code == 502


def test_timeout_is_504(serve):
    """A `$connect` that exceeds the integration timeout refuses with 504."""
    settings = Settings(integration_timeout=0.05, grace_period=0.05)
    response = refusal_of(serve, {"$connect": hang}, settings=settings)

    assert response.status_code == 504


def test_unknown_stage_is_403(serve, ok):
    """Another path than the stage's is forbidden."""
    response = refusal_of(serve, {"$connect": ok}, "/deeper")

    assert response.status_code == 403
    assert response.headers["x-amzn-ErrorType"] == "ForbiddenException"


def test_no_connect_route_accepts(serve, ok):
    """Without a `$connect` route everybody may connect."""

    async def scenario():
        async with serve({"$default": ok}) as api, api.connect() as client:
            assert client.response.status_code == 101

    asyncio.run(scenario())


def test_connect_event(serve, ok):
    """The CONNECT event carries the client's headers, query, and host with port."""

    async def scenario():
        headers = {"X-Token": "abc"}
        async with (
            serve({"$connect": ok}) as api,
            api.connect("?room=a%20b", additional_headers=headers),
        ):
            event = await api.event("CONNECT")
            assert event["headers"]["X-Token"] == "abc"
            assert "Upgrade" not in event["headers"]
            assert event["queryStringParameters"] == {"room": "a b"}
            assert event["requestContext"]["domainName"] == api.host
            assert event["requestContext"]["identity"]["sourceIp"] == "127.0.0.1"

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("returned", "subprotocol"), [({}, None), ({"Sec-WebSocket-Protocol": "b"}, "b")]
)
def test_subprotocol_is_the_handlers(serve, returned, subprotocol):
    """The 101 names the subprotocol that `$connect` returned, and never another."""

    async def scenario():
        connect = answer(200, headers=returned)
        async with (
            serve({"$connect": connect}) as api,
            api.connect(subprotocols=["a", "b"]) as client,
        ):
            assert client.subprotocol == subprotocol

    asyncio.run(scenario())


def test_response_headers(serve, ok):
    """The 101 has AWS's headers and no more."""

    async def scenario():
        async with serve({"$connect": ok}) as api, api.connect() as client:
            names = [name for name, _ in client.response.headers.raw_items()]
            assert names == [
                "Date",
                "Connection",
                "upgrade",
                "sec-websocket-accept",
                "sec-websocket-extensions",
            ]

    asyncio.run(scenario())


def test_no_compression_unless_offered(serve, ok):
    """permessage-deflate is used only with clients that offer it."""

    async def scenario():
        async with (
            serve({"$connect": ok}) as api,
            api.connect(compression=None) as client,
        ):
            assert "sec-websocket-extensions" not in client.response.headers

    asyncio.run(scenario())


def test_early_message_waits(serve, ok, upgrade_request, masked_frame):
    """A message sent along with the handshake is delivered after `$connect`."""

    async def scenario():
        async with (
            serve({"$connect": ok, "$default": ok}) as api,
            api.raw() as (_, writer),
        ):
            writer.write(upgrade_request(api.host) + masked_frame(1, b"early"))
            connect, message = [await api.events.get() for _ in range(2)]
            assert connect["requestContext"]["eventType"] == "CONNECT"
            assert message["body"] == "early"

    asyncio.run(scenario())


def test_client_gone_during_connect(serve, ok, upgrade_request):
    """A client that has gone when `$connect` agrees is disconnected: 1006."""

    async def scenario():
        entered, agreed = asyncio.Event(), asyncio.Event()

        async def connect(event):
            entered.set()
            await agreed.wait()
            return {"statusCode": 200}

        async with serve({"$connect": connect, "$disconnect": ok}) as api:
            async with api.raw() as (_, writer):
                writer.write(upgrade_request(api.host))
                await entered.wait()
            agreed.set()
            event = await api.event("DISCONNECT")
            assert event["requestContext"]["disconnectStatusCode"] == 1006

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ("GET /prod HTTP/1.1\r\nHost: {host}\r\n\r\n", 426),
        ("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n", 403),
        (
            "GET /prod HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: short\r\n\r\n",
            400,
        ),
        ("GET /prod HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403),
        ("POST /prod HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n", 403),
    ],
    ids=["plain", "root", "bad key", "foreign host", "post"],
)
def test_no_handshake(serve, ok, request_, status):
    """What isn't a valid handshake for the stage gets a clean HTTP answer."""

    async def scenario():
        async with serve({"$connect": ok}) as api, api.raw() as (reader, writer):
            writer.write(request_.format(host=api.host).encode())
            head = await reader.readuntil(b"\r\n\r\n")
            assert int(head.split()[1]) == status
            assert api.events.empty()

    asyncio.run(scenario())


def test_redirect_passes_through(serve, upgrade_request):
    """Even a redirect is only a status."""

    async def scenario():
        async with (
            serve({"$connect": answer(301)}) as api,
            api.raw() as (reader, writer),
        ):
            writer.write(upgrade_request(api.host))
            assert (await reader.readline()).split()[1] == b"301"

    asyncio.run(scenario())
