"""The events of a whole connection, as its handlers get them."""

import asyncio
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from wingws_simulator.core.api_config import Authorizer

GOLDEN = Path(__file__).parents[1] / "golden"
FOREIGN = {"version", "resource", "path", "httpMethod", "pathParameters"}


def keys_of(event):
    """Return the keys of an event, and those of its request context."""
    context = event["requestContext"]
    return list(event), list(context), list(context["identity"])


def golden_keys(name, *, without=()):
    event = json.loads((GOLDEN / f"{name}.json").read_text())
    for key in without:
        event.pop(key, None)
    return keys_of(event)


async def life(api, *, path="", text="hello", **options):
    """Live through a connection; return its three events."""
    async with api.connect(path, **options) as client:
        await client.send(text)
        events = [await api.events.get() for _ in range(2)]
    return [*events, await api.events.get()]


@pytest.fixture(name="events_of")
def _events_of(serve, ok):
    """Return the three events of a connection."""

    def events_of(*, config=None, **options):
        async def scenario():
            handlers = {"$connect": ok, "$default": ok, "$disconnect": ok}
            async with serve(handlers, **(config or {})) as api:
                return await life(api, **options)

        return asyncio.run(scenario())

    return events_of


@pytest.mark.fidelity("1", "CONNECT: exactly these keys")
@pytest.mark.fidelity("1", "MESSAGE: exactly these keys, no headers, no query")
@pytest.mark.fidelity(
    "1", "DISCONNECT: exactly these keys, four headers, three of them empty"
)
@pytest.mark.fidelity("1.4", "order of keys")
def test_keys(events_of):
    """The events have the keys of the golden files, in their order."""
    config = {"stage_variables": {"color": "blue"}}
    connect, message, disconnect = events_of(
        path="?sessionId=1", config=config, user_agent_header="tester"
    )

    assert keys_of(connect) == golden_keys("connect")
    # The golden ones of these two are of a stage without variables, and of a client
    # without a User-Agent.
    for event in (message, disconnect):
        assert event.pop("stageVariables") == {"color": "blue"}
        assert event["requestContext"]["identity"].pop("userAgent") == "tester"
    assert keys_of(message) == golden_keys("message")
    assert keys_of(disconnect) == golden_keys("disconnect")
    assert disconnect["headers"] == {
        "Host": connect["headers"]["Host"],
        "x-api-key": "",
        "X-Forwarded-For": "",
        "x-restapi": "",
    }


@pytest.mark.fidelity("1", "one format: no version, resource, path or httpMethod")
@pytest.mark.fidelity("1.4", "no path, no pathParameters")
@pytest.mark.fidelity("1.4", "no query: the keys are absent")
@pytest.mark.fidelity("1.4", "no stage variables: the key is absent")
@pytest.mark.fidelity("1.4", "no body on CONNECT and DISCONNECT")
@pytest.mark.fidelity("1.4", "isBase64Encoded is always false")
@pytest.mark.fidelity("1.4", "messageDirection is always IN")
@pytest.mark.fidelity("1.4", "optional keys are absent, never null")
@pytest.mark.fidelity("9", "7 no foreign keys in events")
def test_what_is_not_there(events_of):
    """What does not apply is absent; nothing of REST's formats is there."""
    connect, message, disconnect = events_of()

    for event in (connect, message, disconnect):
        assert not FOREIGN & event.keys()
        assert "stageVariables" not in event
        assert event["isBase64Encoded"] is False
        assert event["requestContext"]["messageDirection"] == "IN"
        assert "null" not in json.dumps(event)
    assert not {"queryStringParameters", "multiValueQueryStringParameters"} & set(
        connect
    )
    assert "body" not in {*connect, *disconnect}
    assert not {"headers", "multiValueHeaders"} & set(message)


@pytest.mark.fidelity("1.4", "stage variables are a map of text")
def test_stage_variables(events_of):
    """Stage variables are in all three events."""
    variables = {"table": "rooms-1", "url": "https://a.example/?b=c"}

    for event in events_of(config={"stage_variables": variables}):
        assert event["stageVariables"] == variables


@pytest.mark.fidelity(
    "1.4", "connectionId: 16 characters of URL-safe base64, one = at the end"
)
@pytest.mark.fidelity("1.4", "messageId ends like its connectionId")
@pytest.mark.fidelity("1.4", "messageId on MESSAGE only")
@pytest.mark.fidelity("1.4", "requestId equals extendedRequestId, new for each event")
@pytest.mark.fidelity("9", "8 DISCONNECT has code, reason and its own connection's id")
@pytest.mark.fidelity("9", "10 ids have AWS's form")
def test_ids(events_of):
    """Ids have AWS's form; the connection's is the same on all its events."""
    connect, message, disconnect = (e["requestContext"] for e in events_of())

    connection_id = connect["connectionId"]
    assert re.fullmatch(r"[A-Za-z0-9_-]{15}=", connection_id)
    assert message["connectionId"] == disconnect["connectionId"] == connection_id
    assert message["messageId"][-4:] == connection_id[-4:]
    assert "messageId" not in {*connect, *disconnect}
    request_ids = {c["requestId"] for c in (connect, message, disconnect)}
    assert len(request_ids) == 3
    for context in (connect, message, disconnect):
        assert context["extendedRequestId"] == context["requestId"]
    assert {"disconnectStatusCode", "disconnectReason"} <= set(disconnect)


@pytest.mark.fidelity("1.4", "connectedAt: epoch milliseconds, the same for life")
@pytest.mark.fidelity("1.4", "requestTime: common log format in UTC")
@pytest.mark.fidelity("1.4", "requestTimeEpoch: epoch milliseconds")
def test_times(serve, ok, clock):
    """connectedAt stays, requestTime goes on; both are of the same clock."""

    async def scenario():
        handlers = {"$connect": ok, "$default": ok}
        async with (
            serve(handlers, clock=clock) as api,
            api.connect() as client,
        ):
            connect = (await api.events.get())["requestContext"]
            clock.advance(90)
            await client.send("hello")
            return connect, (await api.events.get())["requestContext"]

    connect, message = asyncio.run(scenario())
    assert message["connectedAt"] == connect["connectedAt"]
    assert message["requestTimeEpoch"] - connect["requestTimeEpoch"] == 90_000
    for context in (connect, message):
        moment = datetime.fromtimestamp(context["requestTimeEpoch"] // 1000, UTC)
        assert context["requestTime"] == moment.strftime("%d/%b/%Y:%H:%M:%S +0000")


@pytest.mark.fidelity(
    "1.4", "identity: sourceIp always, userAgent if the client sent one, on all events"
)
@pytest.mark.parametrize("user_agent", ["tester", None])
def test_identity(events_of, user_agent):
    """The client's User-Agent, if it sent one, is repeated on all events."""
    expected = {"sourceIp": "127.0.0.1"}
    if user_agent is not None:
        expected["userAgent"] = user_agent

    for event in events_of(user_agent_header=user_agent):
        assert event["requestContext"]["identity"] == expected


@pytest.mark.fidelity(
    "1.4", "X-Amzn-Trace-Id and X-Forwarded-For, -Port, -Proto are added"
)
@pytest.mark.fidelity(
    "1.4", "headers keep their case, sorted, without the hop-by-hop ones"
)
def test_headers(events_of):
    """The event has the client's headers and the gateway's, sorted."""
    connect, _, _ = events_of(additional_headers={"x-Team": "blue"})

    headers = connect["headers"]
    assert list(headers) == sorted(headers, key=str.lower)
    assert headers["x-Team"] == "blue"
    assert re.fullmatch("Root=1-[0-9a-f]{8}-[0-9a-f]{24}", headers["X-Amzn-Trace-Id"])
    assert headers["X-Forwarded-For"] == "127.0.0.1"
    assert headers["X-Forwarded-Port"] == headers["Host"].rpartition(":")[2]
    assert not {"connection", "upgrade", "content-length"} & {
        name.lower() for name in headers
    }


@pytest.mark.fidelity("6.1", "exactly these keys")
def test_keys_for_the_authorizer(serve, ok):
    """The authorizer's event has the keys of its golden file, in their order."""

    async def refuse(event):
        raise ValueError("Unauthorized")

    async def scenario():
        async with serve(
            {"$connect": ok},
            connect={"authorization": Authorizer("authorizer")},
            authorizer=refuse,
        ) as api:
            await api.refusal(user_agent_header="tester")
            return await api.events.get()

    assert keys_of(asyncio.run(scenario())) == golden_keys("authorizer")
