"""Throttles of the account, the stage and its routes, on a clock of the test's."""

import asyncio
import json

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from wingws_simulator.core.api_config import Quota, Throttle
from wingws_simulator.core.settings import Settings


async def answer_of(client):
    return json.loads(await client.recv())["message"]


@pytest.mark.fidelity("2.1", "throttled: 429")
@pytest.mark.fidelity("4.1", "new connections: 500 a second and account")
def test_account_connections(serve, ok, clock):
    """Beyond 500 at once, and 500 a second after that, new connections are 429."""

    async def scenario():
        settings = Settings(account_connection_rate=2.0, account_connection_burst=2)
        async with serve({"$default": ok}, settings=settings, clock=clock) as api:
            for _ in range(2):
                async with api.connect():
                    pass
            response = await api.refusal()
            assert response.status_code == 429
            assert response.headers["x-amzn-ErrorType"] == "TooManyRequestsException"
            clock.advance(0.5)
            async with api.connect():
                pass
            assert (await api.refusal()).status_code == 429

    asyncio.run(scenario())


@pytest.mark.fidelity("4.1", "new connections: 500 a second and account")
def test_the_apis_of_a_stack_share_the_quotas(make_daemon):
    """What one of them has used up the other lacks."""
    options = {"account_connection_rate": 0.001, "account_connection_burst": 1}
    daemon = make_daemon(options=options)
    daemon.start()
    one, other = (daemon.put_api(name) for name in ("one", "other"))
    daemon.put_function(one, "a", "$default", code="")
    daemon.put_function(other, "b", "$default", code="")

    with (
        connect(f"ws://127.0.0.1:{one['port']}/prod"),
        pytest.raises(InvalidStatus, match="429"),
    ):
        connect(f"ws://127.0.0.1:{other['port']}/prod")


@pytest.mark.fidelity("4.1", "new connections: 500 a second and account")
@pytest.mark.fidelity("4.1", "requests and callbacks: 10,000 a second, 5,000 at once")
def test_default_quotas_of_the_account():
    """The quotas are AWS's: 500 new connections a second, 10,000 requests."""
    settings = Settings()

    assert settings.account_connection_rate == 500
    assert settings.account_request_rate == 10_000
    assert settings.account_request_burst == 5_000


@pytest.mark.fidelity("2.1", "throttled: 429")
@pytest.mark.fidelity("7.2", "0/0 throttles everything")
@pytest.mark.parametrize("throttle", [Throttle(0, 0), Throttle(0, 10), Throttle(10, 0)])
def test_zero_throttles_everything(serve, ok, throttle):
    """A stage whose rate or burst is zero answers 429 to all, and asks no handler."""

    async def scenario():
        async with serve({"$connect": ok}, throttle=throttle) as api:
            assert (await api.refusal()).status_code == 429
            assert api.events.empty()

    asyncio.run(scenario())


@pytest.mark.fidelity("3.4", "throttled: Too Many Requests")
def test_throttle_of_the_stage(serve, echo, clock):
    """A message beyond the stage's throttle gets an error frame; the socket stays."""

    async def scenario():
        async with (
            serve(
                {"$default": echo},
                replies={"$default"},
                throttle=Throttle(rate=1, burst=2),
                clock=clock,
            ) as api,
            api.connect() as client,
        ):
            for text in "ab":
                await client.send(text)
                assert await client.recv() == text
            await client.send("c")
            assert await answer_of(client) == "Too Many Requests"
            clock.advance(1)
            await client.send("d")
            assert await client.recv() == "d"

    asyncio.run(scenario())


@pytest.mark.fidelity("7.2", "the stage's throttle is each route's own bucket")
def test_routes_have_buckets_of_their_own(serve, echo, clock):
    """The stage's throttle holds for each route by itself."""

    async def scenario():
        async with (
            serve(
                {"$default": echo, "join": echo},
                replies={"$default", "join"},
                throttle=Throttle(rate=1, burst=1),
                clock=clock,
            ) as api,
            api.connect() as client,
        ):
            await client.send("hello")
            assert await client.recv() == "hello"
            await client.send('{"action": "join"}')
            assert await client.recv() == '{"action": "join"}'
            await client.send("hello")
            assert await answer_of(client) == "Too Many Requests"

    asyncio.run(scenario())


@pytest.mark.fidelity("7.2", "settings of a route replace the stage's")
def test_throttle_of_a_route(serve, ok, clock):
    """A route's own throttle replaces the stage's."""

    async def scenario():
        async with serve(
            {"$connect": ok},
            connect={"throttle": Throttle(rate=1, burst=1)},
            throttle=Throttle(0, 0),
            clock=clock,
        ) as api:
            async with api.connect():
                pass
            assert (await api.refusal()).status_code == 429

    asyncio.run(scenario())


REPLY = """
def handler(event, context):
    return {"statusCode": 200, "body": event["body"]}
"""


@pytest.mark.fidelity("3.4", "throttled: Too Many Requests")
@pytest.mark.fidelity("7.2", "settings of a route replace the stage's")
def test_throttle_of_a_route_of_messages(daemon):
    """A message beyond its route's throttle gets an error frame; other routes go on."""
    api = daemon.put_api()
    throttle = {"throttle_burst": 1, "throttle_rate": 0.001}
    daemon.put_function(api, "join", "join", code=REPLY, needs=throttle)
    daemon.put_function(api, "other", "$default", code=REPLY)
    join = '{"action": "join"}'
    answers = []
    with connect(f"ws://127.0.0.1:{api['port']}/prod") as client:
        for text in (join, join, "hello", "hello"):
            client.send(text)
            answers.append(client.recv(timeout=20))

    assert answers[0] == join
    assert json.loads(answers[1])["message"] == "Too Many Requests"
    assert answers[2:] == ["hello", "hello"]


@pytest.mark.fidelity("5.3", "account rate: 429 LimitExceededException")
@pytest.mark.fidelity("4.1", "requests and callbacks: 10,000 a second, 5,000 at once")
def test_account_requests(serve, ok, clock):
    """Calls of `@connections` and messages share the account's request quota."""

    async def scenario():
        settings = Settings(account_request_rate=1.0, account_request_burst=2)
        async with (
            serve(
                {"$connect": ok, "$default": ok}, settings=settings, clock=clock
            ) as api,
            api.connect() as client,
        ):
            id_, boto = await api.connection_id(), api.client()
            call = asyncio.to_thread
            await call(boto.get_connection, ConnectionId=id_)
            await call(boto.get_connection, ConnectionId=id_)
            with pytest.raises(boto.exceptions.LimitExceededException):
                await call(boto.get_connection, ConnectionId=id_)
            await client.send("hello")
            assert await answer_of(client) == "Too Many Requests"
            clock.advance(1)
            await call(boto.get_connection, ConnectionId=id_)

    asyncio.run(scenario())


@pytest.mark.fidelity("3.4", "usage-plan quota: Limit Exceeded")
def test_quota_of_the_usage_plan(serve, echo, ok, clock):
    """Each handshake and message uses up some of the quota of the client's key."""
    key, day = {"x-api-key": "secret"}, 86_400

    async def scenario():
        async with (
            serve(
                {"$connect": ok, "$default": echo},
                replies={"$default"},
                connect={"api_key_required": True},
                api_keys={"secret": "key1"},
                quota=Quota(2, "DAY"),
                clock=clock,
                settings=Settings(idle_timeout=10 * day, connection_timeout=10 * day),
            ) as api,
            api.connect(additional_headers=key, ping_interval=None) as client,
        ):
            await client.send("one")
            assert await client.recv() == "one"
            await client.send("two")
            assert await answer_of(client) == "Limit Exceeded"
            response = await api.refusal(additional_headers=key)
            assert response.status_code == 429
            assert response.headers["x-amzn-ErrorType"] == "LimitExceededException"
            clock.advance(day)
            await client.send("three")
            assert await client.recv() == "three"

    asyncio.run(scenario())
