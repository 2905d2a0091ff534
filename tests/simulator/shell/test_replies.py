"""What comes back for a message, from two-way and from one-way routes; and when."""

import asyncio
import json
from dataclasses import replace

import pytest
from wingws_simulator.core.api_config import Route
from wingws_simulator.core.settings import Settings

LAST = {"statusCode": 200, "body": "last"}


def returning(value):
    async def handler(event):
        return value

    return handler


def first_reply(serve, value, *, replies=("ask",)):
    """
    Return what the client gets first for a message.

    After it the client sends another one that gets `last` back in any case.

    """

    async def scenario():
        handlers = {"ask": returning(value), "$default": returning(LAST)}
        async with (
            serve(handlers, replies={*replies, "$default"}) as api,
            api.connect() as client,
        ):
            await client.send('{"action": "ask"}')
            await api.events.get()
            await client.send("hello")
            return await client.recv()

    return asyncio.run(scenario())


@pytest.mark.fidelity("3.2", "one-way: what the handler returns is discarded")
@pytest.mark.fidelity("3.2", "the status does not matter")
@pytest.mark.fidelity("9", "15 the body is sent if and only if the route replies")
@pytest.mark.parametrize("status", [200, 201, 301, 401, 501])
def test_one_way(serve, status):
    """A one-way route sends nothing, whatever its handler returns."""
    value = {"statusCode": status, "body": "lost"}

    assert first_reply(serve, value, replies=()) == "last"


@pytest.mark.fidelity("3.2", "two-way: the body alone is sent")
@pytest.mark.fidelity("3.2", "the status does not matter")
@pytest.mark.fidelity("9", "15 the body is sent if and only if the route replies")
@pytest.mark.parametrize("status", [200, 201, 301, 401, 500])
def test_two_way(serve, status):
    """A two-way route sends the body alone, whatever the status."""
    value = {"statusCode": status, "body": "answer", "headers": {"X-A": "b"}}

    assert first_reply(serve, value) == "answer"


@pytest.mark.fidelity("3.2", "two-way without a body: an empty frame")
@pytest.mark.parametrize("rest", [{}, {"body": ""}, {"body": None}])
def test_empty_reply(serve, rest):
    """A two-way route whose handler returns no body sends an empty frame."""
    assert first_reply(serve, {"statusCode": 200, **rest}) == ""


@pytest.mark.fidelity("3.2", "isBase64Encoded in a reply")
def test_base64_reply(serve):
    """A reply that claims to be Base64 is sent as it is, since frames are text."""
    value = {"statusCode": 200, "body": "aGk=", "isBase64Encoded": True}

    assert first_reply(serve, value) == "aGk="


@pytest.mark.fidelity("3.2", "body that is no text: error frame")
@pytest.mark.fidelity("3.4", "nonsense, no permission: Internal server error")
@pytest.mark.parametrize(
    "value", [None, "ok", {"body": "x"}, {"statusCode": 200, "body": {"a": 1}}]
)
def test_nonsense(serve, value):
    """A handler that returns nonsense sends the error frame."""
    message = json.loads(first_reply(serve, value))["message"]

    assert message == "Internal server error"


@pytest.mark.fidelity("3.4", "nonsense, no permission: Internal server error")
def test_no_function(serve, ok):
    """So does a function that cannot be invoked."""

    async def scenario():
        async with serve({"$connect": ok}) as api, api.connect() as client:
            routes = {"$default": Route("gone")}
            api.server.configure(replace(api.config, routes=routes))
            await client.send("hello")
            return json.loads(await client.recv())["message"]

    assert asyncio.run(scenario()) == "Internal server error"


@pytest.mark.fidelity("3.4", "sent on one-way routes too")
@pytest.mark.fidelity("9", "14 no match without $default answers Forbidden")
def test_error_frames_on_node(serve, node_ws):
    """Node's `ws` gets error frames as text messages, and stays connected."""

    async def fail(event):
        raise ValueError("foo")

    async def scenario():
        async with serve({"ask": fail}) as api:
            client = node_ws(api.url)
            frames = [await asyncio.to_thread(client.next)]
            for line in ['{"action": "ask"}', "hello"]:
                client.send(line)
                frames.append(await asyncio.to_thread(client.next))
            return frames

    opened, *frames = asyncio.run(scenario())
    assert opened == {"open": ""}
    assert [json.loads(frame["message"])["message"] for frame in frames] == [
        "Internal server error",
        "Forbidden",
    ]


@pytest.mark.fidelity("3.5", "$disconnect may overtake messages")
def test_disconnect_overtakes(serve):
    """`$disconnect` runs while the handler of a message still does."""

    async def scenario():
        disconnected = asyncio.Event()

        async def disconnect(event):
            disconnected.set()

        async def slow(event):
            await disconnected.wait()
            return {"statusCode": 200}

        async with serve({"$default": slow, "$disconnect": disconnect}) as api:
            async with api.connect() as client:
                await client.send("hello")
                await api.events.get()
            await disconnected.wait()

    asyncio.run(scenario())


def order_of(serve, clock, ok, seed):
    """Return the order in which ten messages reach their handlers under jitter."""

    async def scenario():
        async with (
            serve(
                {"$default": ok},
                settings=Settings(jitter=0.5),
                clock=clock,
                jitter_seed=seed,
            ) as api,
            api.connect(ping_interval=None) as client,
        ):
            for number in range(10):
                await client.send(str(number))
            await (await client.ping())  # all have arrived
            assert api.events.empty()
            clock.advance(0.5)
            return [(await api.events.get())["body"] for _ in range(10)]

    return asyncio.run(scenario())


@pytest.mark.fidelity("3.5", "messages of one connection run concurrently")
@pytest.mark.fidelity("9", "26 nothing hides races: concurrency, jitter")
def test_jitter(serve, clock, ok):
    """With jitter, messages are handled out of order; the same seed, the same order."""
    once, again, other = (order_of(serve, clock, ok, seed) for seed in (1, 1, 2))

    assert once == again
    assert sorted(once) == sorted(other) == [str(number) for number in range(10)]
    assert len({tuple(once), tuple(other), tuple(sorted(once))}) == 3


def test_jitter_loses_nothing_at_shutdown(serve, clock, ok):
    """Messages that still wait when the server closes are handled before it has."""

    async def scenario():
        async with (
            serve({"$default": ok}, settings=Settings(jitter=0.5), clock=clock) as api,
            api.connect() as client,
        ):
            await client.send("hello")
            await (await client.ping())
            await api.server.close()
            return api.events.get_nowait()["body"]

    assert asyncio.run(scenario()) == "hello"


@pytest.mark.fidelity(
    "9", "12 a route works without $default; the expression is for messages only"
)
@pytest.mark.fidelity("3.1", "lifecycle routes are never selected by the expression")
@pytest.mark.parametrize("key", ["$connect", "$disconnect"])
def test_lifecycle_routes(serve, ok, key):
    """An expression that names a lifecycle route selects it for no message."""

    async def scenario():
        async with (
            serve(
                {"$connect": ok, "$disconnect": ok, "join": ok},
                route_selection_expression=f"\\{key}",
            ) as api,
            api.connect() as client,
        ):
            assert await api.connection_id()
            await client.send('{"action": "join"}')
            assert json.loads(await client.recv())["message"] == "Forbidden"
            assert api.events.empty()

    asyncio.run(scenario())


@pytest.mark.fidelity("9", "13 values that are no text can select a route")
@pytest.mark.parametrize(
    ("value", "route_key"), [("1", "1"), ("true", "true"), ("[1, 2]", "[1, 2]")]
)
def test_values_that_are_no_text(serve, ok, value, route_key):
    """A number, a boolean or an array selects the route of its text."""

    async def scenario():
        async with serve({route_key: ok}) as api, api.connect() as client:
            await client.send(f'{{"action": {value}}}')
            context = (await api.events.get())["requestContext"]
            assert context["routeKey"] == route_key

    asyncio.run(scenario())


@pytest.mark.fidelity("3.1", "several variables and literals")
def test_expression_of_several_variables(serve, ok):
    """An expression may combine several values."""

    async def scenario():
        expression = "${request.body.service}/${request.body.action}"
        async with (
            serve({"chat/join": ok}, route_selection_expression=expression) as api,
            api.connect() as client,
        ):
            await client.send('{"service": "chat", "action": "join"}')
            context = (await api.events.get())["requestContext"]
            assert context["routeKey"] == "chat/join"

    asyncio.run(scenario())
