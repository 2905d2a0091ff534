"""Hosts and paths: custom domain names, the default endpoint, origins."""

import asyncio
import socket

import pytest
from botocore.exceptions import ClientError
from wingws_simulator.core.api_config import Domain

NAME = "api.example.com"
call = asyncio.to_thread


@pytest.fixture
def resolve(monkeypatch):
    """Make the custom domain name lead to this machine, as DNS would."""
    real = socket.getaddrinfo

    def getaddrinfo(host, *arguments, **options):
        return real("127.0.0.1" if host == NAME else host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def host_of(api):
    return f"{NAME}:{api.host.rpartition(':')[2]}"


@pytest.mark.fidelity("2", "custom domain: mapping key instead of the stage")
@pytest.mark.fidelity("1.4", "domainName is the host that the client used")
@pytest.mark.parametrize(
    ("mapping_key", "path"),
    [("", "/"), ("", ""), ("live", "/live"), ("live", "/live/?a=1"), ("v1/a", "/v1/a")],
)
def test_connect_by_domain(serve, ok, mapping_key, path):
    """On the custom domain the mapping key stands for the stage."""

    async def scenario():
        domain = Domain(NAME, mapping_key)
        async with (
            serve({"$connect": ok}, domain=domain) as api,
            api.connect_by(NAME, path),
        ):
            context = (await api.events.get())["requestContext"]
            assert context["domainName"] == host_of(api)
            assert context["stage"] == "prod"

    asyncio.run(scenario())


@pytest.mark.parametrize("path", ["/prod", "/", "/other", "/live/deeper"])
def test_wrong_path_on_the_domain(serve, ok, refusal, path):
    """There the stage's own path, and any other, is forbidden."""

    async def scenario():
        async with serve({"$connect": ok}, domain=Domain(NAME, "live")) as api:
            return (await refusal(api.connect_by(NAME, path))).status_code

    assert asyncio.run(scenario()) == 403


@pytest.mark.parametrize("name", ["other.example.com", f"x.{NAME}", f"{NAME}.evil"])
def test_other_hosts(serve, ok, refusal, name):
    """A name that isn't configured stays foreign: 403."""

    async def scenario():
        async with serve({"$connect": ok}, domain=Domain(NAME)) as api:
            return (await refusal(api.connect_by(name, "/"))).status_code

    assert asyncio.run(scenario()) == 403


@pytest.mark.fidelity(
    "1.4", "a mapping key of several levels makes header names lower case"
)
@pytest.mark.parametrize(
    ("mapping_key", "name"), [("live", "X-Team"), ("v1/live", "x-team")]
)
def test_header_names(serve, ok, mapping_key, name):
    """A mapping key of several levels makes header names lower case."""

    async def scenario():
        async with (
            serve({"$connect": ok}, domain=Domain(NAME, mapping_key)) as api,
            api.connect_by(
                NAME, f"/{mapping_key}", additional_headers={"X-Team": "blue"}
            ),
        ):
            event = await api.events.get()
            assert event["headers"][name] == "blue"
            assert event["multiValueHeaders"][name] == ["blue"]

    asyncio.run(scenario())


@pytest.mark.fidelity("5.1", "custom domain: mapping key without the stage")
@pytest.mark.parametrize("mapping_key", ["", "live", "v1/live"])
def test_post_by_domain(serve, ok, resolve, mapping_key):
    """boto3 reaches a connection by the domain and the mapping key."""

    async def scenario():
        async with (
            serve({"$connect": ok}, domain=Domain(NAME, mapping_key)) as api,
            api.connect() as client,
        ):
            id_ = await api.connection_id()
            boto = api.client(host=host_of(api), stage=mapping_key)
            await call(boto.post_to_connection, ConnectionId=id_, Data=b"hi")
            assert await client.recv() == "hi"

    asyncio.run(scenario())


@pytest.mark.fidelity("5.1", "custom domain with the stage: no method found")
def test_stage_on_the_domain(serve, ok, resolve):
    """With the stage in the path there, AWS finds no method."""

    async def scenario():
        async with (
            serve({"$connect": ok}, domain=Domain(NAME)) as api,
            api.connect(),
        ):
            id_ = await api.connection_id()
            boto = api.client(host=host_of(api), stage="prod")
            with pytest.raises(boto.exceptions.ForbiddenException) as caught:
                await call(boto.post_to_connection, ConnectionId=id_, Data=b"hi")
            assert (
                f"No method found matching route prod/@connections/{id_} "
                "for http method POST"
            ) in str(caught.value)

    asyncio.run(scenario())


@pytest.mark.fidelity("2.1", "default endpoint disabled: 403")
def test_default_endpoint_disabled(serve, ok, resolve):
    """With the default endpoint off only the domain answers, callbacks included."""

    async def scenario():
        async with (
            serve(
                {"$connect": ok}, domain=Domain(NAME), execute_api_endpoint=False
            ) as api,
            api.connect_by(NAME, "/") as client,
        ):
            assert (await api.refusal()).status_code == 403
            id_ = await api.connection_id()
            message = {"ConnectionId": id_, "Data": b"hi"}
            with pytest.raises(ClientError, match="ForbiddenException"):
                await call(api.client().post_to_connection, **message)
            boto = api.client(host=host_of(api), stage="")
            await call(boto.post_to_connection, **message)
            assert await client.recv() == "hi"

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("allowed", "origin", "status"),
    [
        (None, "https://anywhere.example", 101),
        (["https://a.example"], "https://a.example", 101),
        (["https://a.example"], None, 101),
        (["https://a.example"], "https://b.example", 403),
        (["https://a.example"], "http://a.example", 403),
        ([], "https://a.example", 403),
    ],
)
def test_origins(serve, ok, allowed, origin, status):
    """Pages of any origin may connect, as on AWS, unless the option says which."""

    async def scenario():
        origins = None if allowed is None else frozenset(allowed)
        async with serve({"$connect": ok}, allowed_origins=origins) as api:
            if status == 101:
                async with api.connect(origin=origin):
                    return 101
            return (await api.refusal(origin=origin)).status_code

    assert asyncio.run(scenario()) == status


def test_bad_mapping_key():
    """A mapping key that AWS would not take is refused."""
    with pytest.raises(ValueError, match="mapping key"):
        Domain(NAME, "live?")
