"""AWS_IAM and API keys on `$connect`, with handshakes that botocore signs."""

import asyncio

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from wingws_simulator.core.api_config import Authorizer
from wingws_simulator.core.caller import Caller
from wingws_simulator.core.iam import Statement

IAM = {"authorization": "AWS_IAM"}
KEYS = {"0123456789abcdefghij": "key1"}
FROM_AUTHORIZER = "$context.authorizer.usageIdentifierKey"
ROUTE = "arn:aws:execute-api:us-east-1:000000000000:abcd123/prod/$connect"


def signed_headers(api, path="", *, secret="secret", key="AKIATEST"):
    """Return the headers that sign a handshake."""
    request = AWSRequest("GET", f"http://{api.host}/prod{path}")
    SigV4Auth(Credentials(key, secret), "execute-api", "us-east-1").add_auth(request)
    return {name: value for name, value in request.headers.items() if name != "Host"}


def presigned_path(api, *, secret="secret", token=None):
    """Return the query that signs a handshake."""
    request = AWSRequest("GET", f"http://{api.host}/prod")
    credentials = Credentials("AKIATEST", secret, token)
    SigV4QueryAuth(credentials, "execute-api", "us-east-1", 60).add_auth(request)
    return request.url.removeprefix(f"http://{api.host}/prod")


def caller_with(effect, resource, action="execute-api:Invoke"):
    """Return a maker of callers with one statement."""
    statement = {"Effect": effect, "Action": action, "Resource": resource}
    statements = (Statement.parse(statement),)
    arn = "arn:aws:iam::000000000000:user/ada"
    return lambda key: Caller(key, arn, "AIDAEXAMPLE", statements=statements)


@pytest.mark.fidelity(
    "1.4", "identity with AWS_IAM: account, caller, user, ARN, access key"
)
@pytest.mark.fidelity("6.4", "signed headers")
def test_signed_headers(serve, ok):
    """A handshake signed in its headers is let in; the event says by whom."""

    async def scenario():
        async with serve({"$connect": ok}, connect=IAM) as api:
            headers = signed_headers(api)
            async with api.connect(additional_headers=headers):
                return (await api.events.get())["requestContext"]["identity"]

    identity = asyncio.run(scenario())
    assert identity.pop("userAgent").startswith("Python")
    assert identity == {
        "accountId": "000000000000",
        "caller": "000000000000",
        "user": "000000000000",
        "userArn": "arn:aws:iam::000000000000:root",
        "accessKey": "AKIATEST",
        "sourceIp": "127.0.0.1",
    }


@pytest.mark.fidelity("6.4", "presigned query")
def test_presigned(serve, ok, node_ws):
    """A presigned URL is let in, as browsers have to; Node's `ws` is like them."""

    async def scenario():
        async with serve({"$connect": ok}, connect=IAM) as api:
            client = node_ws(f"{api.url}{presigned_path(api)}")
            return await asyncio.to_thread(client.next)

    assert asyncio.run(scenario()) == {"open": ""}


def test_presigned_with_session_token(serve, ok):
    """So is one of temporary credentials."""

    async def scenario():
        async with (
            serve({"$connect": ok}, connect=IAM) as api,
            api.connect(presigned_path(api, token="to/k+en=")) as client,
        ):
            assert client.response.status_code == 101

    asyncio.run(scenario())


@pytest.mark.fidelity("2.1", "AWS_IAM unsigned or not allowed: 403")
@pytest.mark.parametrize(
    ("headers", "path", "error_type"),
    [
        (lambda api: {}, "", "MissingAuthenticationTokenException"),
        (
            lambda api: signed_headers(api, secret="guess"),
            "",
            "InvalidSignatureException",
        ),
        (
            lambda api: signed_headers(api, key="AKIAOTHER"),
            "",
            "UnrecognizedClientException",
        ),
        (signed_headers, "?room=1", "InvalidSignatureException"),
        (
            lambda api: {"Authorization": "Bearer x"},
            "",
            "IncompleteSignatureException",
        ),
    ],
    ids=["unsigned", "wrong secret", "unknown key", "other URL", "bearer"],
)
def test_not_signed(serve, ok, headers, path, error_type):
    """A handshake that isn't signed, or not rightly, is 403; no function runs."""

    async def scenario():
        async with serve({"$connect": ok}, connect=IAM) as api:
            response = await api.refusal(path, additional_headers=headers(api))
            assert response.status_code == 403
            assert response.headers["x-amzn-ErrorType"] == error_type
            assert api.events.empty()

    asyncio.run(scenario())


def test_wrongly_presigned(serve, ok):
    """A presigned URL by a wrong secret is 403."""

    async def scenario():
        async with serve({"$connect": ok}, connect=IAM) as api:
            response = await api.refusal(presigned_path(api, secret="guess"))
            assert response.status_code == 403

    asyncio.run(scenario())


@pytest.mark.fidelity("2.1", "AWS_IAM unsigned or not allowed: 403")
@pytest.mark.fidelity("6.4", "execute-api:Invoke on the route is judged")
@pytest.mark.parametrize(
    ("caller_for", "status"),
    [
        (caller_with("Allow", ROUTE), 101),
        (caller_with("Allow", ROUTE.replace("$connect", "*")), 101),
        (caller_with("Deny", ROUTE), 403),
        (caller_with("Allow", ROUTE.replace("$connect", "join")), 403),
        (caller_with("Allow", ROUTE, "execute-api:ManageConnections"), 403),
    ],
)
def test_policy_of_the_caller(serve, ok, caller_for, status):
    """The caller needs a statement for execute-api:Invoke on the `$connect` route."""

    async def scenario():
        async with serve({"$connect": ok}, connect=IAM, caller_for=caller_for) as api:
            headers = signed_headers(api)
            if status == 101:
                async with api.connect(additional_headers=headers):
                    return None
            return await api.refusal(additional_headers=headers)

    response = asyncio.run(scenario())
    if response is not None:
        assert response.status_code == status
        hidden = ROUTE.replace("000000000000", "********0000")
        assert f"execute-api:Invoke on resource: {hidden}" in response.body.decode()


# API keys.


@pytest.mark.fidelity("1.4", "identity with an API key: apiKey, apiKeyId")
@pytest.mark.fidelity("6.4", "key in the x-api-key header")
def test_api_key_in_the_header(serve, ok):
    """A client with a key of the usage plan is let in; the event says which."""

    async def scenario():
        connect = {"api_key_required": True}
        [key] = KEYS
        async with (
            serve({"$connect": ok}, connect=connect, api_keys=KEYS) as api,
            api.connect(additional_headers={"x-api-key": key}),
        ):
            event = await api.events.get()
            assert event["headers"]["x-api-key"] == key
            identity = event["requestContext"]["identity"]
            assert (identity["apiKey"], identity["apiKeyId"]) == (key, "key1")

    asyncio.run(scenario())


@pytest.mark.fidelity("2.1", "API key missing or unknown: 403")
@pytest.mark.parametrize("headers", [{}, {"x-api-key": "guess"}, {"x-api-key": ""}])
def test_no_api_key(serve, ok, headers):
    """A client without a key, or with a wrong one, is 403; no function runs."""

    async def scenario():
        connect = {"api_key_required": True}
        async with serve({"$connect": ok}, connect=connect, api_keys=KEYS) as api:
            response = await api.refusal(additional_headers=headers)
            assert response.status_code == 403
            assert response.headers["x-amzn-ErrorType"] == "ForbiddenException"
            assert api.events.empty()

    asyncio.run(scenario())


@pytest.mark.fidelity("6.4", "key from the authorizer's usageIdentifierKey")
@pytest.mark.parametrize(
    ("usage_identifier_key", "status"), [(next(iter(KEYS)), 101), ("guess", 403)]
)
def test_api_key_of_the_authorizer(serve, ok, usage_identifier_key, status):
    """The authorizer can choose the key; then the header does not count."""

    async def authorizer(event):
        statement = {"Action": "*", "Effect": "Allow", "Resource": "*"}
        return {
            "principalId": "me",
            "policyDocument": {"Statement": [statement]},
            "usageIdentifierKey": usage_identifier_key,
        }

    async def scenario():
        connect = {"api_key_required": True, "authorization": Authorizer("authorizer")}
        async with serve(
            {"$connect": ok},
            connect=connect,
            authorizer=authorizer,
            api_keys=KEYS,
            api_key_selection=FROM_AUTHORIZER,
        ) as api:
            headers = {"x-api-key": next(iter(KEYS))}
            if status == 101:
                async with api.connect():
                    return 101
            return (await api.refusal(additional_headers=headers)).status_code

    assert asyncio.run(scenario()) == status


def test_signed_and_with_api_key(serve, ok):
    """AWS_IAM and an API key can both be needed."""

    async def scenario():
        connect = {**IAM, "api_key_required": True}
        async with serve({"$connect": ok}, connect=connect, api_keys=KEYS) as api:
            headers = signed_headers(api)
            response = await api.refusal(additional_headers=headers)
            assert response.status_code == 403
            headers["x-api-key"] = next(iter(KEYS))
            async with api.connect(additional_headers=headers):
                identity = (await api.events.get())["requestContext"]["identity"]
                assert {"apiKey", "accessKey"} <= identity.keys()

    asyncio.run(scenario())
