"""Who may connect, on the simulator: the real CLI, real clients let in and refused."""

import socket
import ssl
from urllib.parse import urlsplit

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.engine.simulator import Stack

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

AUTHORIZER = """
import json
import pulumi
from pulumi_wingws import Allow, Deny, DynamodbTable, WebSocket

users = DynamodbTable("Users", hash_key="token", attribute_definitions={"token": "S"})
chat = WebSocket("Chat")

@chat.on_connect
def on_connect(connection_id: str) -> None:
    pass

@chat.on_message(reply=True)
def on_message(connection_id: str, body: str, event) -> str:
    return json.dumps(dict(event.authorizer))

@chat.on_disconnect
def on_disconnect(connection_id: str, event) -> None:
    print("goodbye", event.authorizer.get("principalId"))

@chat.authorizer(identity_sources=["route.request.querystring.token"])
def authorize(event):
    token = event.query["token"]
    if token == "nobody":
        raise Exception("Unauthorized")
    user = users.get_item(key={"token": token}).item
    if user is None:
        return Deny()
    if user["name"] == "raw":
        statement = {"Action": "*", "Effect": "Allow", "Resource": "*"}
        return {"principalId": "raw", "policyDocument": {"Statement": [statement]}}
    return Allow(principal_id=user["name"], context={"age": user["age"]})

pulumi.export("url", chat.url)
"""


def status(url, **headers):
    """Connect, and return the status of the answer."""
    try:
        with connect(url, additional_headers=headers):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def make(make_project, program):
    """Bring a program up on the simulator."""
    project = make_project(program)
    project.config_set("target", "sim")
    project.up()
    return Stack(project)


def test_an_authorizer_decides_who_connects_and_every_event_says_who(make_project):
    """401, 403, 500 or a connection that knows its user, as on AWS."""
    stack = make(make_project, AUTHORIZER)
    url = stack.project.outputs["url"]
    dynamodb = stack.client("dynamodb")
    (table,) = dynamodb.list_tables()["TableNames"]
    for token, name in (
        ("sesame", {"S": "ann"}),
        ("x", {"S": "raw"}),
        ("y", {"N": "1"}),
    ):
        item = {"token": {"S": token}, "name": name, "age": {"N": "7"}}
        dynamodb.put_item(TableName=table, Item=item)

    assert status(url) == 401
    assert status(f"{url}?token=nobody") == 401
    assert status(f"{url}?token=wrong") == 403
    assert status(f"{url}?token=y") == 500
    assert status(f"{url}?token=x") == 101
    with connect(f"{url}?token=sesame") as client:
        client.send("who am I?")
        answer = client.recv(timeout=20)
    assert answer.startswith('{"principalId": "ann", "age": "7", "integrationLatency"')
    log = stack.log("Chat-authorizer")
    assert "principal id 1 is not allowed; expected text" in log
    assert 'raise Exception("Unauthorized")' in log
    stack.project.write(AUTHORIZER.replace("@chat.authorizer", "#"))
    stack.project.up()
    assert status(url) == 101
    stack.project.write(AUTHORIZER)
    stack.project.up()
    assert status(url) == 401


IAM = """
import http.client
from urllib.parse import urlsplit

import boto3
import pulumi
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from pulumi_wingws import WebSocket

chat = WebSocket("Chat", auth="iam")

@chat.on_connect
def on_connect(connection_id: str) -> None:
    pass

@chat.on_message(reply=True)
def on_message(connection_id: str, body: str, event) -> str:
    return event.request_context["identity"]["userArn"]

def handshake(url):
    where = urlsplit(url)
    session = boto3.Session()
    request = AWSRequest("GET", f"http://{where.netloc}{where.path}")
    signer = SigV4Auth(session.get_credentials(), "execute-api", session.region_name)
    signer.add_auth(request)
    client = http.client.HTTPConnection(where.netloc)
    client.request("GET", where.path, headers={
        **dict(request.headers.items()),
        "Connection": "Upgrade", "Upgrade": "websocket",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Version": "13",
    })
    return str(client.getresponse().status)

peer = WebSocket("Peer")
arn = chat.execution_arn.apply(lambda arn: f"{arn}/prod/$connect")
url = chat.url

INVOKE = {"Action": "execute-api:Invoke", "Resource": arn}

@peer.route("allowed", reply=True, grants=[INVOKE])
def allowed(connection_id: str, body: str) -> str:
    return handshake(url.get())

@peer.route("denied", reply=True)
def denied(connection_id: str, body: str) -> str:
    return handshake(url.get())

pulumi.export("url", chat.url)
pulumi.export("peer", peer.url)
"""


def signed(url, environment):
    """Return the headers that sign a handshake."""
    request = AWSRequest("GET", url.replace("ws://", "http://"))
    _signer(SigV4Auth, environment).add_auth(request)
    return {name: value for name, value in request.headers.items() if name != "Host"}


def presigned(url, environment):
    """Return the URL of a signed handshake, as a browser has to have it."""
    request = AWSRequest("GET", url.replace("ws://", "http://"))
    _signer(SigV4QueryAuth, environment, expires=60).add_auth(request)
    return request.url.replace("http://", "ws://")


def _signer(kind, environment, **options):
    credentials = Credentials(
        environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"]
    )
    return kind(credentials, "execute-api", environment["AWS_REGION"], **options)


def test_with_iam_a_handshake_is_signed_by_who_may_connect(make_project):
    """The stack's own key, and functions with a statement; nobody else."""
    stack = make(make_project, IAM)
    url, peer = (stack.project.outputs[name] for name in ("url", "peer"))
    environment = stack.environment()
    forged = environment | {"AWS_SECRET_ACCESS_KEY": "wrong"}

    assert status(url) == 403
    assert status(url, **signed(url, forged)) == 403
    assert status(presigned(url, environment)) == 101
    with connect(url, additional_headers=signed(url, environment)) as client:
        client.send("who am I?")
        assert client.recv(timeout=20) == "arn:aws:iam::000000000000:root"
    with connect(peer) as client:
        answers = {}
        for name in ("allowed", "denied"):
            client.send(f'{{"action": "{name}"}}')
            answers[name] = client.recv(timeout=20)
    assert answers == {"allowed": "101", "denied": "403"}


STAGE = """
import pulumi
from pulumi_wingws import Allow, WebSocket

keyed = WebSocket(
    "Keyed", api_keys=["mobile", "desk"], stage_variables={"colour": "blue"}
)
browsed = WebSocket(
    "Browsed",
    api_keys=["web"],
    api_key_selection_expression="$context.authorizer.usageIdentifierKey",
)
slow = WebSocket("Slow", throttle_burst=1, throttle_rate=0.001)

def on_connect(connection_id: str) -> None:
    pass

def on_message(connection_id: str, body: str, event) -> str:
    identity = event.request_context["identity"]
    return f"{identity['apiKey']} {event.stage_variables['colour']}"

def authorize(event):
    return Allow("ann", usage_identifier_key=event.query["key"])

for api in (keyed, browsed, slow):
    api.on_connect(on_connect)
keyed.on_message(reply=True)(on_message)
browsed.authorizer(identity_sources=["route.request.querystring.key"])(authorize)
for name, api in {"keyed": keyed, "browsed": browsed, "slow": slow}.items():
    pulumi.export(name, api.url)
pulumi.export("keys", keyed.api_keys)
pulumi.export("web", browsed.api_keys["web"])
"""


def test_api_keys_throttles_and_stage_variables_do_what_they_say(make_project):
    """403 without a key, 429 beyond the throttle, variables in every event."""
    stack = make(make_project, STAGE)
    outputs = stack.project.outputs
    keyed, browsed, slow = (outputs[name] for name in ("keyed", "browsed", "slow"))
    keys = outputs["keys"]

    assert set(keys) == {"mobile", "desk"} and keys["mobile"] != keys["desk"]
    assert status(keyed) == 403
    assert status(keyed, **{"x-api-key": "wrong"}) == 403
    assert status(keyed, **{"x-api-key": outputs["web"]}) == 403
    with connect(keyed, additional_headers={"x-api-key": keys["mobile"]}) as client:
        client.send("hello")
        assert client.recv(timeout=20) == f"{keys['mobile']} blue"
    assert [status(f"{browsed}?key={key}") for key in (outputs["web"], "no")] == [
        101,
        403,
    ]
    assert [status(slow), status(slow)] == [101, 429]
    assert keys["mobile"] not in str(stack.project.state)
    stack.project.write(STAGE.replace('"mobile", "desk"', '"mobile"'))
    stack.project.preview()
    stack.project.up()
    assert status(keyed, **{"x-api-key": keys["mobile"]}) == 101
    assert status(keyed, **{"x-api-key": keys["desk"]}) == 403


DOMAIN = """
import pulumi
from pulumi_wingws import Domain, WebSocket

chat = WebSocket("Chat", domain=Domain("chat.example.com", mapping_key="live"))

@chat.on_connect
def on_connect(connection_id: str) -> None:
    pass

@chat.on_message
def on_message(connection_id: str, body: str, event) -> None:
    chat.send_message(connection_id, event.domain_name)

pulumi.export("url", chat.url)
"""


def asked(port, url, **options):
    """Connect by a name that no DNS knows, and return what it answers to hello."""
    where = socket.create_connection(("127.0.0.1", port))
    with connect(url, sock=where, **options) as client:
        client.send("hello")
        return client.recv(timeout=20)


def test_a_custom_domain_is_answered_in_clear_and_in_tls(make_project):
    """By its mapping key, and without the stage; the API's own host goes on."""
    stack = make(make_project, DOMAIN)
    url = stack.project.outputs["url"]
    port = urlsplit(url).port
    tls = ssl.create_default_context(cafile=stack.folder / "tls" / "ca.pem")
    domain = f"chat.example.com:{port}"

    assert asked(port, f"ws://{domain}/live") == domain
    assert asked(port, f"wss://{domain}/live", ssl=tls) == domain
    assert asked(port, url) == f"127.0.0.1:{port}"
    with pytest.raises(InvalidStatus, match="403"):
        asked(port, f"ws://{domain}/prod")
    stack.project.write(DOMAIN.replace("chat.example.com", "talk.example.com"))
    stack.project.up()
    tls = ssl.create_default_context(cafile=stack.folder / "tls" / "ca.pem")
    other = f"talk.example.com:{port}"
    assert asked(port, f"wss://{other}/live", ssl=tls) == other
    with pytest.raises(InvalidStatus, match="403"):
        asked(port, f"ws://{domain}/live")


def test_origins_can_be_closed_out(make_project):
    """The simulator's own option: AWS lets every web page in."""
    project = make_project(DOMAIN)
    project.config_set("target", "sim")
    options = ("config", "set", "--stack", project.stack, "--path")
    origins = "http://localhost:3000 https://chat.example.com"
    project.pulumi(*options, "wingws:settings.allowed_origins", origins)
    project.up()
    url = project.outputs["url"]

    assert status(url, Origin="http://localhost:3000") == 101
    assert status(url, Origin="https://evil.example.com") == 403
    assert status(url) == 101
