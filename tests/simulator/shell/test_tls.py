"""The port of an API answers TLS too, with a certificate that handlers trust."""

import asyncio
import contextlib
import os
import ssl
import stat

import pytest
from cryptography import x509
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect as connect_now
from wingws_runtime import clients
from wingws_runtime.transport import ManagementApi
from wingws_simulator.core.api_config import Domain
from wingws_simulator.core.settings import Settings
from wingws_simulator.shell.tls import Certificates

from tests.simulator.shell.conftest import ACCESS_KEY, REGION, SECRET

DOMAIN = "api.example.com"

#: Code as it is written for AWS: nothing in it knows of a simulator.
HANDLER = """
import boto3

def handler(event, context):
    where = event["requestContext"]
    endpoint = f"https://{where['domainName']}/{where['stage']}"
    client = boto3.client("apigatewaymanagementapi", endpoint_url=endpoint)
    client.post_to_connection(ConnectionId=where["connectionId"], Data=b"posted")
    return {"statusCode": 200, "body": "returned"}
"""


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """The certificates of a stack, for this machine and a custom domain."""
    made = Certificates(tmp_path_factory.mktemp("tls"))
    asyncio.run(made.context(DOMAIN))
    return made


@pytest.fixture
def trust(certificates):
    """The TLS of a client that trusts our authority, and no other."""
    return ssl.create_default_context(cafile=certificates.authorities)


def wss(api, host=None):
    return f"wss://{host or api.host}/prod"


@pytest.mark.fidelity(
    "1.4", "X-Amzn-Trace-Id and X-Forwarded-For, -Port, -Proto are added"
)
def test_one_port_speaks_ws_and_wss(serve, ok, echo, certificates, trust):
    """Clients in clear and over TLS, side by side; a header tells `$connect` which."""

    async def scenario():
        async with serve(
            {"$connect": ok, "$default": echo},
            replies={"$default"},
            tls=await certificates.context(),
        ) as api:
            port = api.host.partition(":")[2]
            for url, options, scheme in (
                (api.url, {}, "http"),
                (wss(api), {"ssl": trust}, "https"),
                (wss(api, f"localhost:{port}"), {"ssl": trust}, "https"),
                (api.url, {}, "http"),
            ):
                async with connect(url, proxy=None, **options) as client:
                    headers = (await api.event("CONNECT"))["headers"]
                    assert headers["X-Forwarded-Proto"] == scheme
                    assert headers["X-Forwarded-Port"] == port
                    for text in ("hello", "x" * 32_000):
                        await client.send(text)
                        assert await client.recv() == text

    asyncio.run(scenario())


def test_one_port_speaks_http_and_https(serve, ok, certificates):
    """boto3 reaches a connection, opened in clear, over both."""

    async def scenario():
        async with (
            serve({"$connect": ok}, tls=await certificates.context()) as api,
            api.connect() as client,
        ):
            id_ = await api.connection_id()
            over_tls = api.client(scheme="https", verify=str(certificates.bundle))
            for boto in (api.client(), over_tls):
                post = boto.post_to_connection
                await asyncio.to_thread(post, ConnectionId=id_, Data=b"hi")
                assert await client.recv() == "hi"

    asyncio.run(scenario())


def test_the_runtime_over_tls(serve, ok, certificates, monkeypatch):
    """What a handler sends is signed and sent without boto3, if the authority is known.

    It is found as botocore finds it.
    """
    for name, value in {
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CA_BUNDLE": str(certificates.bundle),
    }.items():
        monkeypatch.setenv(name, value)

    async def scenario():
        async with (
            serve({"$connect": ok}, tls=await certificates.context()) as api,
            api.connect() as client,
        ):
            id_ = await api.connection_id()
            management = ManagementApi(f"https://{api.host}/prod", None)
            with monkeypatch.context() as without_sdk:
                without_sdk.setattr("wingws_runtime.transport.client", None)
                for _ in range(2):
                    await asyncio.to_thread(management.post, id_, b"hi")
                    assert await client.recv() == "hi"
            monkeypatch.setenv("AWS_CA_BUNDLE", os.devnull)
            stranger = ManagementApi(f"https://{api.host}/prod", None)
            with pytest.raises(Exception, match=r"SSL|certificate"):
                await asyncio.to_thread(stranger.post, id_, b"hi")

    try:
        asyncio.run(scenario())
    finally:
        clients.client.cache_clear()


def test_node_over_tls(serve, ok, echo, certificates, node_ws, monkeypatch):
    """The npm package `ws` connects, given our authority as Node wants it."""
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", str(certificates.authorities))

    async def scenario():
        async with serve(
            {"$connect": ok, "$default": echo},
            replies={"$default"},
            tls=await certificates.context(),
        ) as api:
            client = node_ws(wss(api))
            assert await asyncio.to_thread(client.next) == {"open": ""}
            client.send("hello")
            assert await asyncio.to_thread(client.next) == {"message": "hello"}

    asyncio.run(scenario())


@pytest.mark.parametrize("end", ["client", "DELETE", "server"])
def test_closing_over_tls(serve, ok, certificates, trust, end):
    """Whoever closes, both sides learn code and reason, as in clear."""

    async def scenario():
        async with (
            serve(
                {"$connect": ok, "$disconnect": ok}, tls=await certificates.context()
            ) as api,
            connect(wss(api), ssl=trust, proxy=None) as client,
        ):
            id_ = await api.connection_id()
            if end == "client":
                await client.close(4000, "bye")
                expected = (4000, "bye")
            elif end == "DELETE":
                delete = api.client().delete_connection
                await asyncio.to_thread(delete, ConnectionId=id_)
                expected = (1000, "Connection Closed Normally")
            else:
                await api.server.close()
                expected = (1001, "Going away")
            with pytest.raises(ConnectionClosed) as caught:
                await client.recv()
            assert (caught.value.rcvd.code, caught.value.rcvd.reason) == expected
            context = (await api.event("DISCONNECT"))["requestContext"]
            told = (context["disconnectStatusCode"], context["disconnectReason"])
            assert told == expected

    asyncio.run(scenario())


@pytest.mark.fidelity("2", "TLS 1.2 or 1.3")
@pytest.mark.parametrize(
    ("version", "is_served"), [("TLSv1_1", False), ("TLSv1_2", True), ("TLSv1_3", True)]
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_versions(serve, ok, certificates, trust, version, is_served):
    """TLS 1.2 and 1.3 are served; what is older is not."""
    trust.minimum_version = trust.maximum_version = ssl.TLSVersion[version]
    trust.set_ciphers("ALL:@SECLEVEL=0")  # so that the client is not who refuses

    async def scenario():
        async with serve({"$connect": ok}, tls=await certificates.context()) as api:
            if not is_served:
                with pytest.raises(ConnectionResetError):
                    await connect(wss(api), ssl=trust, proxy=None)
                return
            async with connect(wss(api), ssl=trust, proxy=None) as client:
                used = client.transport.get_extra_info("ssl_object").version()
                assert used == version.replace("_", ".")

    asyncio.run(scenario())


def test_custom_domain(serve, ok, certificates, trust):
    """A client that asks for the domain is shown the domain's own certificate."""

    async def scenario():
        async with serve(
            {"$connect": ok},
            tls=await certificates.context(DOMAIN),
            domain=Domain(DOMAIN),
        ) as api:
            port = api.host.partition(":")[2]
            async with (
                connect(
                    f"wss://{DOMAIN}:{port}/", host="127.0.0.1", ssl=trust, proxy=None
                ),
                connect(wss(api), ssl=trust, proxy=None),
            ):
                context = (await api.event("CONNECT"))["requestContext"]
                assert context["domainName"] == f"{DOMAIN}:{port}"

    asyncio.run(scenario())


def test_bad_clients(serve, ok, echo, certificates, trust):
    """Who is silent, talks nonsense or trusts us not is hung up on, nobody else."""

    async def scenario():
        settings = Settings(request_timeout=0.2)
        context = await certificates.context()
        async with serve(
            {"$connect": ok, "$default": echo},
            replies={"$default"},
            tls=context,
            settings=settings,
        ) as api:
            with pytest.raises(ssl.SSLCertVerificationError):
                await connect(wss(api), ssl=ssl.create_default_context(), proxy=None)
            for beginning in (b"", b"\x16", b"\x16\x03\x01\x00\x05hello", b"G"):
                async with api.raw() as (reader, writer):
                    writer.write(beginning)
                    with contextlib.suppress(ConnectionResetError):
                        assert b"101" not in await reader.read()
            async with connect(wss(api), ssl=trust, proxy=None) as client:
                await client.send("hello")
                assert await client.recv() == "hello"

    asyncio.run(scenario())


def test_what_an_authority_may_sign(certificates):
    """The names of one certificate, which it has signed: its key is nowhere."""
    authorities = x509.load_pem_x509_certificates(certificates.authorities.read_bytes())
    permitted = {
        str(name.value)
        for authority in authorities
        for name in authority.extensions.get_extension_for_class(
            x509.NameConstraints
        ).value.permitted_subtrees
    }
    folder = certificates.authorities.parent
    keys = {file.name for file in folder.iterdir() if b"PRIVATE" in file.read_bytes()}

    assert permitted == {"127.0.0.0/8", "localhost", DOMAIN}
    assert keys == {"127.0.0.1.pem", f"{DOMAIN}.pem"}


def test_only_its_user_can_read_a_key(certificates):
    """Keys have mode 0600, in a folder for this user alone."""
    for file in certificates.authorities.parent.glob("*.pem"):
        if b"PRIVATE" in file.read_bytes():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_bundle_has_the_public_authorities_too(certificates):
    """AWS_CA_BUNDLE replaces the trust store, and handlers call the world as well."""
    ours = ssl.create_default_context(cafile=certificates.authorities)
    bundle = ssl.create_default_context(cafile=certificates.bundle)

    assert len(bundle.get_ca_certs()) > 100
    assert {each["serialNumber"] for each in ours.get_ca_certs()} < {
        each["serialNumber"] for each in bundle.get_ca_certs()
    }


def test_certificates_are_kept(certificates):
    """What a client was told to trust is still so after a restart."""
    before = certificates.authorities.read_bytes()
    asyncio.run(Certificates(certificates.authorities.parent).context())

    assert certificates.authorities.read_bytes() == before


def test_old_certificates_are_made_anew(tmp_path):
    """Long before they expire."""
    certificates = Certificates(tmp_path)
    asyncio.run(certificates.context())
    before = certificates.authorities.read_bytes()
    for file in tmp_path.iterdir():
        os.utime(file, (0, 0))
    asyncio.run(certificates.context())

    assert certificates.authorities.read_bytes() != before


def test_a_certificate_that_cannot_be_made(tmp_path):
    """Is an error that says why."""
    (tmp_path / "127.0.0.1.ca").mkdir()

    with pytest.raises(
        OSError, match=r"no certificate for 127\.0\.0\.1, localhost: Is"
    ):
        asyncio.run(Certificates(tmp_path).context())


@pytest.mark.fidelity("9", "21 https://{domainName}/{stage} of the event leads back")
def test_unmodified_handlers(daemon):
    """Code that makes its endpoint of the event posts to the client, over TLS."""
    api = daemon.put_api()
    statement = {
        "Effect": "Allow",
        "Action": ["execute-api:ManageConnections"],
        "Resource": [f"{api['execution_arn']}/prod/POST/@connections/*"],
    }
    daemon.put_function(
        api, "message", "$default", code=HANDLER, statements=[statement]
    )
    trust = ssl.create_default_context(cafile=daemon.folder / "tls" / "ca.pem")
    port = api["port"]

    with (
        connect_now(f"ws://127.0.0.1:{port}/prod", proxy=None) as in_clear,
        connect_now(f"wss://localhost:{port}/prod", ssl=trust, proxy=None) as over_tls,
    ):
        for client in (in_clear, over_tls):
            client.send("hello")
            assert [client.recv(), client.recv()] == ["posted", "returned"]


def test_a_daemon_makes_its_certificate_ahead(daemon):
    """Whoever puts the first API need not wait for it."""
    while not (daemon.folder / "tls" / "bundle.pem").exists():
        os.sched_yield()
