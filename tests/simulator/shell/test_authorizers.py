"""Authorizers, seen from outside."""

import asyncio
from dataclasses import replace

import pytest
from wingws_simulator.core.api_config import Authorizer, Route
from wingws_simulator.core.settings import Settings

TOKEN = "route.request.querystring.token"
WHOLE_ROUTE = "arn:aws:execute-api:us-east-1:000000000000:abcd123/prod/$connect"


def policy(effect="Allow", action="execute-api:Invoke", resource=WHOLE_ROUTE):
    statement = {"Action": action, "Effect": effect, "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


def returning(**changes):
    """Return an authorizer that answers with these fields, None leaving one out."""
    fields = {"principalId": "me", "policyDocument": policy(), **changes}
    result = {name: value for name, value in fields.items() if value is not None}

    async def authorizer(event):
        return result

    return authorizer


def raising(text):
    async def authorizer(event):
        raise ValueError(text)

    return authorizer


def asked(*identity_sources):
    return {"authorization": Authorizer("authorizer", identity_sources)}


def outcome_of(serve, ok, authorizer, *sources, path="", headers=None, **options):
    """Return the status of a handshake, and what the functions were asked."""

    async def scenario():
        async with serve(
            {"$connect": ok}, connect=asked(*sources), authorizer=authorizer, **options
        ) as api:
            response = await api.refusal(path, additional_headers=headers)
            events = [api.events.get_nowait() for _ in range(api.events.qsize())]
            return response, events

    return asyncio.run(scenario())


@pytest.mark.fidelity(
    "1.4", "authorizer on CONNECT, MESSAGE and DISCONNECT, with integrationLatency"
)
@pytest.mark.fidelity("1.4", "authorizer values are text")
@pytest.mark.fidelity("9", "9 authorizer context on every event")
def test_context_is_on_every_event(serve, ok):
    """What the authorizer said is in CONNECT, MESSAGE and DISCONNECT, as text."""
    context = {"team": "blue", "level": 7, "admin": True, "ratio": 1.5}

    async def scenario():
        async with serve(
            {"$connect": ok, "$default": ok, "$disconnect": ok},
            connect=asked(),
            authorizer=returning(context=context),
        ) as api:
            async with api.connect() as client:
                await client.send("hello")
            return [await api.events.get() for _ in range(4)][1:]

    for event in asyncio.run(scenario()):
        said = event["requestContext"]["authorizer"]
        assert isinstance(said.pop("integrationLatency"), int)
        assert said == {
            "principalId": "me",
            "team": "blue",
            "level": "7",
            "admin": "true",
            "ratio": "1.5",
        }


def test_integration_latency(serve, ok, clock):
    """integrationLatency is how long the authorizer took, in milliseconds."""

    async def scenario():
        async def slow(event):
            clock.advance(0.25)
            return await returning()(event)

        async with (
            serve(
                {"$connect": ok}, connect=asked(), authorizer=slow, clock=clock
            ) as api,
            api.connect(),
        ):
            await api.events.get()
            context = (await api.events.get())["requestContext"]
            assert context["authorizer"]["integrationLatency"] == 250

    asyncio.run(scenario())


def test_no_authorizer_key_without_one(serve, ok):
    """Without an authorizer events have no such key."""

    async def scenario():
        async with serve({"$connect": ok}) as api, api.connect():
            assert "authorizer" not in (await api.events.get())["requestContext"]

    asyncio.run(scenario())


@pytest.mark.fidelity("6.1", "its connectionId is the connection's")
@pytest.mark.fidelity("6.1", "once for each handshake, before $connect")
def test_authorizer_is_asked_once_and_first(serve, ok):
    """The authorizer runs once before `$connect`, for the same connection id."""

    async def scenario():
        async with (
            serve({"$connect": ok}, connect=asked(), authorizer=returning()) as api,
            api.connect(),
        ):
            first, second = [await api.events.get() for _ in range(2)]
            assert first["type"] == "REQUEST"
            assert "type" not in second
            ids = {e["requestContext"]["connectionId"] for e in (first, second)}
            assert len(ids) == 1
            assert api.events.empty()

    asyncio.run(scenario())


@pytest.mark.fidelity("6.2", "results are not cached")
def test_nothing_is_cached(serve, ok):
    """Every handshake asks the authorizer anew."""

    async def scenario():
        async with serve(
            {"$default": ok, "$connect": ok},
            connect=asked(TOKEN),
            authorizer=returning(),
        ) as api:
            for _ in range(2):
                async with api.connect("?token=a"):
                    assert (await api.events.get())["type"] == "REQUEST"
                    await api.event("CONNECT")

    asyncio.run(scenario())


@pytest.mark.fidelity("6.1", "Connection, content-length and Upgrade are there")
def test_event_of_the_authorizer(serve, ok):
    """The event has hop-by-hop headers, the query, and the ARN of the route."""
    _, [event] = outcome_of(
        serve,
        ok,
        raising("Unauthorized"),
        path="?token=a%20b&token=c",
        headers={"X-Team": "blue"},
        stage_variables={"color": "red"},
    )

    assert event["methodArn"] == WHOLE_ROUTE
    assert event["headers"]["Connection"] == "upgrade"
    assert event["headers"]["Upgrade"] == "websocket"
    assert event["headers"]["content-length"] == "0"
    assert event["headers"]["X-Team"] == "blue"
    assert event["queryStringParameters"] == {"token": "c"}
    assert event["multiValueQueryStringParameters"] == {"token": ["a b", "c"]}
    assert event["stageVariables"] == {"color": "red"}
    assert event["requestContext"]["eventType"] == "CONNECT"


@pytest.mark.fidelity("6.1", "empty maps are there")
def test_empty_maps_of_the_authorizer(serve, ok):
    """In the authorizer's event, what is empty is there."""
    _, [event] = outcome_of(serve, ok, raising("Unauthorized"))

    assert event["queryStringParameters"] == {}
    assert event["multiValueQueryStringParameters"] == {}
    assert event["stageVariables"] == {}


@pytest.mark.fidelity("6.2", "route.request.header")
@pytest.mark.fidelity("6.2", "route.request.querystring")
@pytest.mark.fidelity("6.2", "stageVariables")
@pytest.mark.fidelity("6.2", "context")
@pytest.mark.parametrize(
    ("source", "path", "headers", "stage_variables"),
    [
        ("route.request.header.X-Token", "", {"x-token": "a"}, {}),
        (TOKEN, "?token=a", {}, {}),
        ("stageVariables.color", "", {}, {"color": "red"}),
        ("context.identity.sourceIp", "", {}, {}),
        ("context.connectionId", "", {}, {}),
    ],
)
def test_identity_source(serve, ok, source, path, headers, stage_variables):
    """With all its identity sources there, the authorizer is asked."""

    async def scenario():
        async with (
            serve(
                {"$connect": ok},
                connect=asked(source),
                authorizer=returning(),
                stage_variables=stage_variables,
            ) as api,
            api.connect(path, additional_headers=headers) as client,
        ):
            assert client.response.status_code == 101

    asyncio.run(scenario())


@pytest.mark.fidelity("2.1", "identity source missing: 401, authorizer not called")
@pytest.mark.fidelity("6.2", "all must be there and not empty")
@pytest.mark.parametrize(
    ("sources", "path", "headers"),
    [
        (["route.request.header.X-Token"], "", {}),
        (["route.request.header.X-Token"], "", {"X-Token": ""}),
        ([TOKEN], "", {}),
        ([TOKEN], "?token=", {}),
        ([TOKEN], "?Token=a", {}),
        (["stageVariables.color"], "", {}),
        (["context.nothing"], "", {}),
        (["context.stage.deeper"], "", {}),
        ([TOKEN, "route.request.header.X-Token"], "?token=a", {}),
    ],
)
def test_identity_source_missing(serve, ok, sources, path, headers):
    """A missing or empty identity source is 401, and nobody is asked."""
    response, events = outcome_of(
        serve, ok, returning(), *sources, path=path, headers=headers
    )

    assert response.status_code == 401
    assert response.headers["x-amzn-ErrorType"] == "UnauthorizedException"
    assert events == []


@pytest.mark.fidelity("2.1", "authorizer raises Unauthorized: 401")
@pytest.mark.fidelity("9", "3 401 and 403 are told apart")
def test_unauthorized(serve, ok):
    """An authorizer that raises exactly `Unauthorized` is 401; no `$connect` runs."""
    response, events = outcome_of(serve, ok, raising("Unauthorized"))

    assert response.status_code == 401
    assert len(events) == 1


@pytest.mark.fidelity("6.3", "Unauthorized must be the exact text")
@pytest.mark.parametrize("text", ["unauthorized", "Unauthorized!", "Unauthorized "])
def test_nearly_unauthorized(serve, ok, text):
    """Any other text is a failure: 500."""
    response, _ = outcome_of(serve, ok, raising(text))

    assert response.status_code == 500


@pytest.mark.fidelity("2.1", "authorizer denies: 403")
@pytest.mark.fidelity("6.3", "explicit deny wins over allow")
@pytest.mark.fidelity("6.3", "a policy for another route denies")
@pytest.mark.fidelity("9", "3 401 and 403 are told apart")
@pytest.mark.parametrize(
    "document",
    [
        policy("Deny"),
        {"Statement": [*policy()["Statement"], *policy("Deny")["Statement"]]},
        {"Statement": []},
        policy(resource=WHOLE_ROUTE.replace("$connect", "$disconnect")),
        policy(resource=WHOLE_ROUTE.replace("prod", "dev")),
        policy(resource=WHOLE_ROUTE.replace("abcd123/prod", "*/other")),
        policy(action="execute-api:ManageConnections"),
        policy(action="lambda:*"),
    ],
)
def test_denied(serve, ok, document):
    """A policy that denies, or does not cover the route, is 403."""
    response, events = outcome_of(serve, ok, returning(policyDocument=document))

    assert response.status_code == 403
    assert len(events) == 1


@pytest.mark.fidelity("6.3", "wildcards in actions and resources")
@pytest.mark.parametrize(
    "document",
    [
        policy(),
        policy(resource="*"),
        policy(resource=[WHOLE_ROUTE, "arn:aws:s3:::other"]),
        policy(resource=WHOLE_ROUTE.replace("prod/$connect", "*")),
        policy(resource=WHOLE_ROUTE.replace("prod", "pr?d")),
        policy(resource=WHOLE_ROUTE.replace("us-east-1:000000000000", "*:*")),
        policy(action="execute-api:*"),
        policy(action="*"),
        policy(action=["execute-api:invoke"]),
        {"Statement": policy()["Statement"][0]},
    ],
)
def test_allowed(serve, ok, document):
    """Wildcards of a policy cover the route."""

    async def scenario():
        authorizer = returning(policyDocument=document)
        async with (
            serve({"$connect": ok}, connect=asked(), authorizer=authorizer) as api,
            api.connect() as client,
        ):
            assert client.response.status_code == 101

    asyncio.run(scenario())


async def say_nothing(event):
    return None


@pytest.mark.fidelity(
    "2.1", "authorizer fails, returns nonsense or takes too long: 500"
)
@pytest.mark.fidelity("6.3", "context values are scalars")
@pytest.mark.parametrize(
    "authorizer",
    [
        raising("database down"),
        say_nothing,
        returning(principalId=None),
        returning(principalId=7),
        returning(policyDocument=None),
        returning(policyDocument={}),
        returning(policyDocument={"Statement": "Allow"}),
        returning(policyDocument=policy("allow")),
        returning(context=["a"]),
        returning(context={"list": ["a"]}),
        returning(context={"map": {"a": 1}}),
        returning(context={"nothing": None}),
        returning(usageIdentifierKey=7),
    ],
)
def test_authorizer_failure(serve, ok, authorizer):
    """An authorizer that fails or returns nonsense is 500."""
    response, events = outcome_of(serve, ok, authorizer)

    assert response.status_code == 500
    assert len(events) == 1


@pytest.mark.fidelity("4.1", "authorizer result: 8 KB")
@pytest.mark.parametrize(("size", "status"), [(8_192, 101), (8_193, 500)])
def test_result_size(serve, ok, size, status):
    """A result of 8 KB is allowed, one byte more is a failure."""
    frame = len('{"principalId": "me", "policyDocument": , "context": {"a": ""}}')
    document = '{"Version": "2012-10-17", "Statement": [{"Action": "", "Effect": '
    document += '"Allow", "Resource": ""}]}'
    rest = frame + len(document) + len("execute-api:Invoke") + len(WHOLE_ROUTE)
    authorizer = returning(context={"a": "x" * (size - rest)})

    async def scenario():
        async with serve(
            {"$connect": ok}, connect=asked(), authorizer=authorizer
        ) as api:
            if status == 101:
                async with api.connect() as client:
                    return client.response.status_code
            return (await api.refusal()).status_code

    assert asyncio.run(scenario()) == status


@pytest.mark.fidelity(
    "2.1", "authorizer fails, returns nonsense or takes too long: 500"
)
def test_authorizer_timeout(serve, ok, clock):
    """An authorizer that takes too long is 500."""

    async def scenario():
        async def hang(event):
            await asyncio.Event().wait()

        async with serve(
            {"$connect": ok},
            connect=asked(),
            authorizer=hang,
            clock=clock,
            settings=Settings(grace_period=0.0),
        ) as api:
            refusal = asyncio.ensure_future(api.refusal())
            await api.events.get()
            clock.advance(29)
            assert (await refusal).status_code == 500

    asyncio.run(scenario())


@pytest.mark.fidelity("2.1", "function cannot be invoked: 500")
def test_authorizer_cannot_be_invoked(serve, ok):
    """An authorizer that is not there is 500."""

    async def scenario():
        authorization = Authorizer("gone")
        async with serve(
            {"$connect": ok}, connect={"authorization": authorization}
        ) as api:
            return (await api.refusal()).status_code

    assert asyncio.run(scenario()) == 500


def test_client_leaves_the_authorizer(serve, ok, upgrade_request):
    """When the client goes while the authorizer runs, it never was there."""

    async def scenario():
        entered, agreed = asyncio.Event(), asyncio.Event()

        async def authorizer(event):
            entered.set()
            await agreed.wait()
            return await returning()(event)

        async with serve(
            {"$default": ok, "$connect": ok},
            connect=asked(),
            authorizer=authorizer,
        ) as api:
            async with api.raw() as (_, writer):
                writer.write(upgrade_request(api.host))
                await entered.wait()
            agreed.set()
            async with api.connect():
                assert (await api.events.get())["type"] == "REQUEST"

    asyncio.run(scenario())


@pytest.mark.fidelity("6", "a change does not touch open connections")
def test_change_leaves_open_connections(serve, echo):
    """An authorizer that comes later asks nobody who is connected already."""

    async def scenario():
        async with (
            serve(
                {"$default": echo},
                replies={"$default"},
                authorizer=returning(policyDocument=policy("Deny")),
            ) as api,
            api.connect() as client,
        ):
            guarded = Route("$connect", **asked())
            routes = {**api.config.routes, "$connect": guarded}
            api.server.configure(replace(api.config, routes=routes))
            assert (await api.refusal()).status_code == 403
            await client.send("still here")
            assert await client.recv() == "still here"

    asyncio.run(scenario())


@pytest.mark.fidelity("6.2", "the form of HTTP APIs is refused")
@pytest.mark.parametrize(
    "source", ["$request.header.Auth", "header.Auth", "route.request.body.token", ""]
)
def test_identity_source_of_http_apis(source):
    """The `$request.header.X` of HTTP APIs is no identity source here."""
    with pytest.raises(ValueError, match=r"expected route\.request\.header"):
        Authorizer("authorizer", (source,))
