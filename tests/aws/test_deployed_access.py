"""Who may connect, and by which name: API keys, AWS credentials and domains, judged by
what was read back of them."""

import asyncio
import json

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from websockets.exceptions import InvalidStatus

from tests.aws.hosting.deployed import read
from tests.aws.hosting.host import Host

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

PROGRAM = """
import os

import boto3
import pulumi
import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from pulumi_wingws import Domain, WebSocket

CERTIFICATE = "arn:aws:acm:eu-central-1:123456789012:certificate/abc"
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    "Sec-WebSocket-Version": "13",
}

keyed = WebSocket(
    "Keyed", api_keys=["mobile", "desk"], stage_variables={"colour": "blue"}
)
signed = WebSocket("Signed", auth="iam")
peer = WebSocket("Peer")
named = WebSocket(
    "Named", domain=Domain("chat.example.com", CERTIFICATE, mapping_key="live")
)
closed = WebSocket(
    "Closed",
    domain=Domain("closed.example.com", CERTIFICATE),
    disable_execute_api_endpoint=True,
)
url = signed.url
connect_arn = signed.execution_arn.apply(lambda arn: f"{arn}/prod/$connect")

def on_connect(connection_id: str) -> None:
    pass

for api in (keyed, signed):
    api.on_connect(on_connect)

@keyed.on_message(reply=True)
def colour(connection_id: str, body: str, event) -> str:
    return event.stage_variables["colour"]

@signed.on_message(reply=True)
def who(connection_id: str, body: str, event) -> str:
    return event.request_context["identity"]["userArn"]

def handshake(url):
    request = AWSRequest("GET", url.replace("wss://", "https://"), headers=UPGRADE)
    session = boto3.Session()
    signer = SigV4Auth(session.get_credentials(), "execute-api", session.region_name)
    signer.add_auth(request)
    proxy = urllib3.ProxyManager(
        os.environ["HTTPS_PROXY"], ca_certs=os.environ["AWS_CA_BUNDLE"]
    )
    answer = proxy.request("GET", request.url, headers=dict(request.headers.items()))
    return str(answer.status)

INVOKE = {"Action": "execute-api:Invoke", "Resource": connect_arn}

@peer.route("allowed", reply=True, grants=[INVOKE])
def allowed(connection_id: str, body: str) -> str:
    return handshake(url.get())

@peer.route("denied", reply=True)
def denied(connection_id: str, body: str) -> str:
    return handshake(url.get())

@named.on_message
def push_by_own_host(connection_id: str, body: str, event) -> None:
    named.send_message(connection_id, event.domain_name)

@closed.on_message
def push_by_domain(connection_id: str, body: str, event) -> None:
    closed.send_message(connection_id, event.domain_name)

for name, api in {
    "keyed": keyed, "signed": signed, "peer": peer, "named": named, "closed": closed,
}.items():
    pulumi.export(name, api.url)
pulumi.export("keys", keyed.api_keys)
"""

ALLOWED, DENIED = '{"action": "allowed"}', '{"action": "denied"}'


@pytest.fixture(scope="module")
def project(make_aws_project):
    """The APIs, deployed."""
    project = make_aws_project(PROGRAM)
    project.up()
    return project


@pytest.fixture(scope="module")
def outputs(project):
    """URLs and API keys."""
    return project.outputs


@pytest.fixture(scope="module")
def deployed(project, cloud):
    """What was deployed."""
    return read(cloud)


@pytest.fixture
def ask(cloud, tmp_path_factory, tls):
    """Ask: `ask(deployed, url, *texts)` returns the answers, or the status of a
    handshake that is refused."""

    def ask(deployed, url, *texts, headers=None):
        folder = tmp_path_factory.mktemp("host")
        host = Host(deployed, cloud.client("ssm"), folder=folder, tls=tls)
        return asyncio.run(converse(host, url, texts, headers or (lambda _: {})))

    return ask


async def converse(host, url, texts, headers):
    """Return the answer to each text."""
    async with host:
        try:
            async with host.connect(url, additional_headers=headers(host)) as client:
                return [await answer(client, text) for text in texts]
        except InvalidStatus as refused:
            return refused.response.status_code


async def answer(client, text):
    """Send a text; return what comes back, or what API Gateway says in its place."""
    await client.send(text)
    frame = await client.recv()
    return json.loads(frame)["message"] if frame.startswith("{") else frame


def key(value):
    """Return what sends an API key."""
    return lambda host: {"x-api-key": value}


def function(deployed, api, route_key):
    """Return the function that a route of an API leads to."""
    return deployed.function_of(deployed.api_named(api).route(route_key))


def test_an_api_key_lets_in(ask, deployed, outputs):
    """Each of the API's own; an event has the variables of the stage."""
    for value in outputs["keys"].values():
        headers = key(value)
        assert ask(deployed, outputs["keyed"], "?", headers=headers) == ["blue"]


@pytest.mark.parametrize("value", ["", "wrong"])
def test_no_other_key_does(ask, deployed, outputs, value):
    """And none is no key either."""
    assert ask(deployed, outputs["keyed"], headers=key(value)) == 403
    assert ask(deployed, outputs["keyed"]) == 403


def test_it_needs_the_api_key(ask, deployed, outputs):
    """One that is gone from the usage plan lets nobody in, the others still do."""
    api, gone = deployed.api_named("Keyed"), outputs["keys"]["mobile"]
    left = {each: api.api_keys[each] for each in api.api_keys if each != gone}
    broken = deployed.but(api, api_keys=left)

    assert len(left) == 1
    assert ask(broken, outputs["keyed"], headers=key(gone)) == 403
    assert ask(broken, outputs["keyed"], headers=key(outputs["keys"]["desk"])) == []


def test_who_signs_has_to_be_allowed(ask, deployed, outputs):
    """A role with the statement may connect; one without, and nobody, may not."""
    answers = ask(deployed, outputs["peer"], ALLOWED, DENIED)

    assert answers == ["101", "403"]
    assert ask(deployed, outputs["signed"]) == 403


def test_it_needs_the_statement_to_connect(ask, deployed, outputs):
    """Without it the signature alone lets nobody in."""
    peer = function(deployed, "Peer", "allowed")
    left = peer.statements_but("execute-api:Invoke")
    broken = deployed.but(peer, statements=left)

    assert left != peer.statements
    assert ask(broken, outputs["peer"], ALLOWED) == ["403"]


def test_root_may_connect(ask, deployed, outputs):
    """Its signature covers the handshake; the handler is told who it was."""

    def signed(host):
        variables, url = host.environment(), outputs["signed"]
        request = AWSRequest("GET", url.replace("wss://", "https://"))
        key = (variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"])
        signer = SigV4Auth(Credentials(*key), "execute-api", variables["AWS_REGION"])
        signer.add_auth(request)
        return {name: text for name, text in request.headers.items() if name != "Host"}

    answers = ask(deployed, outputs["signed"], "who am I?", headers=signed)

    assert answers == ["arn:aws:iam::000000000000:root"]


def test_a_domain_leads_to_the_stage(ask, deployed, outputs):
    """By its mapping key alone; the API's own host answers as well."""
    own = f"wss://{deployed.api_named('Named').host}/prod"

    assert outputs["named"] == "wss://chat.example.com/live"
    assert ask(deployed, outputs["named"], "?") == ["chat.example.com"]
    assert ask(deployed, own, "?") == [deployed.api_named("Named").host]
    assert ask(deployed, "wss://chat.example.com/prod") == 403


def test_a_domain_alone(ask, deployed, outputs):
    """Clients and handlers come by it, and nobody by the API's own host."""
    own = f"wss://{deployed.api_named('Closed').host}/prod"

    assert outputs["closed"] == "wss://closed.example.com"
    assert ask(deployed, outputs["closed"], "?") == ["closed.example.com"]
    assert ask(deployed, own) == 403


def test_it_needs_the_mapping(ask, deployed, outputs):
    """Without it the name leads nowhere."""
    broken = deployed.but(deployed.api_named("Named"), mapping=None)

    with pytest.raises(OSError, match=r"no such host: chat\.example\.com"):
        ask(broken, outputs["named"])
