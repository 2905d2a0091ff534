"""Handshakes, seen from outside."""

import asyncio
import json

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


@pytest.mark.fidelity("2", "nothing is open before $connect has ended")
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


@pytest.mark.fidelity("2.1", "handler returns another status: that status")
@pytest.mark.fidelity("2.2", "a status of the handler's: empty body")
@pytest.mark.fidelity(
    "9", "1 the handshake is rejected over HTTP, never opened and closed"
)
@pytest.mark.parametrize("status", [400, 401, 403, 501, 599])
def test_status_passes_through(serve, status):
    """The client sees the status that `$connect` returned."""
    response = refusal_of(serve, {"$connect": answer(status)})

    assert response.status_code == status
    assert response.body == b""


def test_body_of_a_rejection(serve):
    """A setting passes the handler's body on, since AWS may do so."""
    settings = Settings(rejection_has_body=True)
    response = refusal_of(
        serve, {"$connect": answer(403, body="no")}, settings=settings
    )

    assert response.body == b"no"


@pytest.mark.fidelity("2.1", "handler returns 200 to 299: 101")
@pytest.mark.parametrize("status", [200, 201, 299, "200"])
def test_success_accepts(serve, status):
    """Any status of success accepts the handshake."""

    async def scenario():
        async with (
            serve({"$connect": answer(status)}) as api,
            api.connect() as client,
        ):
            assert client.response.status_code == 101

    asyncio.run(scenario())


@pytest.mark.fidelity("2.1", "handler returns nonsense: 502")
@pytest.mark.parametrize("nonsense", [None, "ok", {}, [], {"statusCode": "ok"}])
def test_nonsense_is_502(serve, nonsense):
    """A `$connect` that returns nonsense refuses the handshake with 502."""

    async def connect(event):
        return nonsense

    assert refusal_of(serve, {"$connect": connect}).status_code == 502


@pytest.mark.fidelity("2.2", "refusals: JSON body, x-amzn-RequestId, x-amzn-ErrorType")
def test_refusal_is_json(serve):
    """What the gateway refuses has a JSON body with the ids, and the headers."""
    response = refusal_of(serve, {"$connect": fail})

    body = json.loads(response.body)
    assert body.keys() == {"message", "connectionId", "requestId"}
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["x-amzn-RequestId"] == body["requestId"]
    assert response.headers["x-amzn-ErrorType"] == "InternalServerErrorException"


@pytest.mark.fidelity(
    "9", "1 the handshake is rejected over HTTP, never opened and closed"
)
@pytest.mark.fidelity("9", "3 401 and 403 are told apart")
@pytest.mark.parametrize("status", [401, 403])
def test_node_sees_the_rejection(serve, node_ws, status):
    """Node's `ws` is told the status, and never sees an open connection."""

    async def scenario():
        async with serve({"$connect": answer(status)}) as api:
            return await asyncio.to_thread(node_ws(api.url).next)

    assert asyncio.run(scenario()) == {"rejected": status, "body": ""}


@pytest.mark.fidelity("2.1", "handler raises: 502")
def test_exception_is_502(serve):
    """A `$connect` that raises refuses the handshake with 502."""
    assert refusal_of(serve, {"$connect": fail}).status_code == 502


@pytest.mark.fidelity("2.1", "handler takes too long: 504")
@pytest.mark.fidelity("4.1", "integration: 29 seconds")
def test_timeout_is_504(serve, clock):
    """A `$connect` that exceeds the integration timeout refuses with 504."""

    async def scenario():
        settings = Settings(grace_period=0.0)
        async with serve({"$connect": hang}, settings=settings, clock=clock) as api:
            refusal = asyncio.ensure_future(api.refusal())
            await api.events.get()
            clock.advance(28.9)
            await asyncio.sleep(0)
            assert not refusal.done()
            clock.advance(0.1)
            assert (await refusal).status_code == 504

    asyncio.run(scenario())


@pytest.mark.fidelity("2.1", "unknown stage: 403")
@pytest.mark.fidelity("2", "deeper paths: 403")
@pytest.mark.fidelity("9", "5 the stage is part of the path")
def test_unknown_stage_is_403(serve, ok):
    """Another path than the stage's is forbidden."""
    response = refusal_of(serve, {"$connect": ok}, "/deeper")

    assert response.status_code == 403
    assert response.headers["x-amzn-ErrorType"] == "ForbiddenException"


@pytest.mark.fidelity("2.1", "stage without deployment: 403")
@pytest.mark.parametrize("handlers", [["$connect"], []])
def test_undeployed_stage_is_403(serve, ok, handlers):
    """A stage without a deployment, or an API without routes, is forbidden."""
    deployed = not handlers
    response = refusal_of(serve, dict.fromkeys(handlers, ok), deployed=deployed)

    assert response.status_code == 403


@pytest.mark.fidelity("2", "a trailing slash and a query string are allowed")
@pytest.mark.parametrize("path", ["", "/", "?a=1", "/?a=1"])
def test_stage_url(serve, ok, path):
    """The stage's URL may end in a slash, and have a query."""

    async def scenario():
        async with serve({"$connect": ok}) as api, api.connect(path):
            assert await api.connection_id()

    asyncio.run(scenario())


@pytest.mark.fidelity("2", "URLs have at most 4,096 characters")
@pytest.mark.parametrize(("size", "status"), [(4096, 101), (4097, 414)])
def test_longest_url(serve, ok, size, status):
    """A path with query of 4,096 characters is accepted, one more refused."""
    path = "?" + "a" * (size - len("/prod?"))

    async def scenario():
        async with serve({"$connect": ok}) as api:
            if status == 101:
                async with api.connect(path):
                    return 101
            return (await api.refusal(path)).status_code

    assert asyncio.run(scenario()) == status


@pytest.mark.fidelity("4.1", "headers: 10,240 bytes")
@pytest.mark.parametrize(("spare", "status"), [(0, b"101"), (1, b"431")])
def test_longest_headers(serve, ok, upgrade_request, spare, status):
    """Headers of 10,240 bytes are accepted, one more refused."""

    async def scenario():
        async with serve({"$connect": ok}) as api, api.raw() as (reader, writer):
            lines = upgrade_request(api.host).decode().split("\r\n")[1:-2]
            size = sum(len(line) - len(": ") for line in lines) + len("X-Long")
            long = "a" * (10_240 - size + spare)
            writer.write(upgrade_request(api.host, f"X-Long: {long}"))
            assert (await reader.readline()).split()[1] == status

    asyncio.run(scenario())


@pytest.mark.fidelity("2.3", "Sec-WebSocket-Protocol arrives in the event")
def test_subprotocols_are_in_the_event(serve, ok):
    """The subprotocols that the client offers are one header of the event."""

    async def scenario():
        async with (
            serve({"$connect": ok}) as api,
            api.connect(subprotocols=["a", "b"]),
        ):
            headers = (await api.events.get())["headers"]
            assert headers["Sec-WebSocket-Protocol"] == "a, b"

    asyncio.run(scenario())


@pytest.mark.fidelity("2.3", "the handler's header is sent, whatever its case")
@pytest.mark.parametrize("name", ["sec-websocket-protocol", "Sec-Websocket-Protocol"])
def test_subprotocol_in_any_case(serve, node_ws, name):
    """The handler may write the header's name as it likes; Node gets its value."""

    async def scenario():
        async with serve({"$connect": answer(200, headers={name: "b"})}) as api:
            return await asyncio.to_thread(node_ws(api.url, "a", "b").next)

    assert asyncio.run(scenario()) == {"open": "b"}


@pytest.mark.fidelity("2.3", "a subprotocol that was not offered is passed on")
@pytest.mark.fidelity("2.3", "other headers of the handler are not sent")
def test_headers_of_the_handler(serve, upgrade_request):
    """Of the handler's headers only the subprotocol is sent, offered or not."""

    async def scenario():
        headers = {"Sec-WebSocket-Protocol": "other", "Set-Cookie": "a=b", "X-A": "b"}
        async with (
            serve({"$connect": answer(200, headers=headers)}) as api,
            api.raw() as (reader, writer),
        ):
            writer.write(upgrade_request(api.host))
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            assert b"sec-websocket-protocol: other" in head
            assert b"set-cookie" not in head
            assert b"x-a" not in head

    asyncio.run(scenario())


@pytest.mark.fidelity("2.1", "no $connect route: 101")
@pytest.mark.fidelity("9", "2 no $connect route accepts")
def test_no_connect_route_accepts(serve, ok):
    """Without a `$connect` route everybody may connect."""

    async def scenario():
        async with serve({"$default": ok}) as api, api.connect() as client:
            assert client.response.status_code == 101

    asyncio.run(scenario())


@pytest.mark.fidelity("1.4", "domainName is the host that the client used")
@pytest.mark.fidelity("9", "6 custom headers are in the event")
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


@pytest.mark.fidelity("2.3", "never echoed by itself")
@pytest.mark.fidelity("9", "4 subprotocols are the handler's")
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


@pytest.mark.fidelity("2.2", "headers of the 101")
@pytest.mark.fidelity("2.4", "permessage-deflate is negotiated when offered")
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


@pytest.mark.fidelity("2", "bytes sent early wait for the 101")
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


@pytest.mark.fidelity("2.1", "plain GET: 426")
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


@pytest.mark.fidelity("2.1", "handler returns another status: that status")
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
