"""Signatures made by botocore, and what is wrong with others."""

import time

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from wingws_simulator.core.http_message import Request
from wingws_simulator.core.sigv4 import SignatureError, verify

KEYS = {"AKIAKNOWN": "secret"}
HOST = "127.0.0.1:8123"
PATH = "/prod/@connections/L0SM9cOFvHcCIhw%3D"


def sign(
    path=PATH,
    *,
    method="POST",
    body=b"hi",
    headers=None,
    credentials=("AKIAKNOWN", "secret"),
    service="execute-api",
):
    """Return the request that botocore sends, as it arrives here."""
    signed = AWSRequest(method, f"http://{HOST}{path}", headers=headers, data=body)
    SigV4Auth(Credentials(*credentials), service, "us-east-1").add_auth(signed)
    return Request(method, path, (("Host", HOST), *signed.headers.items()), body)


def presign(path="/prod", *, credentials=("AKIAKNOWN", "secret"), expires=60):
    """Return the handshake with the URL that botocore presigns."""
    signed = AWSRequest("GET", f"http://{HOST}{path}")
    auth = SigV4QueryAuth(
        Credentials(*credentials), "execute-api", "us-east-1", expires
    )
    auth.add_auth(signed)
    target = signed.url.removeprefix(f"http://{HOST}")
    return Request("GET", target, (("Host", HOST), ("Upgrade", "websocket")))


def check(request, *, drift=0.0, service="execute-api", region=None):
    return verify(
        request,
        service=service,
        secret_for=KEYS.get,
        now=int(time.time()) + drift,
        region=region,
    )


def replace_header(request, name, change):
    headers = tuple(
        (key, change(value) if key == name else value) for key, value in request.headers
    )
    return Request(request.method, request.target, headers, request.body)


@pytest.mark.fidelity("5.1", "SigV4 of the path encoded twice")
@pytest.mark.parametrize(
    "path",
    [
        PATH,
        "/prod/%40connections/L0SM9cOFvHcCIhw%3D",
        "/",
        "/a/../b/./c//d/",
        "/prod?b=2&a=1&a=0&empty=&plus=%2B&slash=%2F&tilde=~",
    ],
)
def test_signed_by_botocore(path):
    """What botocore signs verifies, whatever is encoded in path and query."""
    assert check(sign(path)) == "AKIAKNOWN"


@pytest.mark.parametrize("service", ["dynamodb", "ssm"])
def test_other_services(service):
    """JSON services sign their content type and target, with the same outcome."""
    headers = {
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": "DynamoDB_20120810.GetItem",
    }
    request = sign("/", headers=headers, body=b"{}", service=service)

    assert check(request, service=service, region="us-east-1") == "AKIAKNOWN"


def test_session_token():
    """A session token is signed along."""
    credentials = ("AKIAKNOWN", "secret", "token")

    assert check(sign(credentials=credentials)) == "AKIAKNOWN"


def test_header_with_spaces():
    """Runs of spaces in a signed header count as one."""
    assert check(sign(headers={"X-Amz-Note": "  a   b "})) == "AKIAKNOWN"


@pytest.mark.parametrize("drift", [-295.0, 295.0])
def test_clock_skew_allowed(drift):
    """Clocks may differ by up to five minutes."""
    assert check(sign(), drift=drift) == "AKIAKNOWN"


def _tampered(**changes):
    request = sign()
    values = {
        "method": request.method,
        "target": request.target,
        "headers": request.headers,
        "body": request.body,
    }
    return Request(**{**values, **changes})


@pytest.mark.parametrize(
    ("make_request", "options", "error_type", "message"),
    [
        (
            lambda: Request("GET", PATH),
            {},
            "MissingAuthenticationToken",
            "Missing Auth",
        ),
        (
            lambda: Request("GET", PATH, (("Authorization", "Bearer abc"),)),
            {},
            "IncompleteSignature",
            "requires 'Credential' parameter",
        ),
        (
            sign,
            {"service": "ssm"},
            "InvalidSignature",
            "correct service: 'ssm'",
        ),
        (
            lambda: replace_header(
                sign(), "Authorization", lambda v: v.replace("/us-east-1", "")
            ),
            {},
            "IncompleteSignature",
            "5 slash-delimited",
        ),
        (
            lambda: replace_header(
                sign(), "Authorization", lambda v: v.replace("=host;", "=")
            ),
            {},
            "IncompleteSignature",
            "'Host' must be",
        ),
        (
            lambda: replace_header(sign(), "X-Amz-Date", lambda _: "today"),
            {},
            "IncompleteSignature",
            "X-Amz-Date",
        ),
        (
            lambda: replace_header(
                sign(), "Authorization", lambda v: v.replace("aws4_request", "aws5")
            ),
            {},
            "InvalidSignature",
            "terminator",
        ),
        (
            sign,
            {"region": "eu-central-1"},
            "InvalidSignature",
            "valid region",
        ),
        (sign, {"drift": 400.0}, "InvalidSignature", "Signature expired"),
        (sign, {"drift": -400.0}, "InvalidSignature", "not yet current"),
        (
            lambda: sign(credentials=("AKIAOTHER", "secret")),
            {},
            "UnrecognizedClient",
            "security token",
        ),
        (
            lambda: sign(credentials=("AKIAKNOWN", "guess")),
            {},
            "InvalidSignature",
            "does not match",
        ),
        (lambda: _tampered(body=b"ho"), {}, "InvalidSignature", "does not match"),
        (lambda: _tampered(method="DELETE"), {}, "InvalidSignature", "does not match"),
        (
            lambda: _tampered(target=f"{PATH}x"),
            {},
            "InvalidSignature",
            "does not match",
        ),
        (
            lambda: _tampered(target=f"{PATH}?a=1"),
            {},
            "InvalidSignature",
            "does not match",
        ),
        (
            lambda: replace_header(sign(), "Host", lambda _: "127.0.0.1:1"),
            {},
            "InvalidSignature",
            "does not match",
        ),
        (
            lambda: replace_header(
                sign(),
                "Authorization",
                lambda v: v.replace("Signature=", "Signature=ä"),
            ),
            {},
            "InvalidSignature",
            "does not match",
        ),
    ],
)
def test_refused(make_request, options, error_type, message):
    """What isn't signed, or not rightly, is refused with the service's own error."""
    with pytest.raises(SignatureError, match=message) as caught:
        check(make_request(), **options)

    assert caught.value.error_type == f"{error_type}Exception"


def test_date_of_the_scope():
    """The date in the credential scope is the date of the request."""
    request = replace_header(
        sign(), "Authorization", lambda v: v.replace("AKIAKNOWN/20", "AKIAKNOWN/19")
    )

    with pytest.raises(SignatureError, match="Date in Credential scope"):
        check(request)


@pytest.mark.parametrize("path", ["/prod", "/prod/", "/prod?room=a%20b&x=%2F"])
def test_presigned_by_botocore(path):
    """A URL that botocore presigned verifies, with what else is in its query."""
    assert check(presign(path)) == "AKIAKNOWN"


def test_presigned_with_session_token():
    """The session token of a presigned URL is signed along."""
    credentials = ("AKIAKNOWN", "secret", "token/+=")

    assert check(presign(credentials=credentials)) == "AKIAKNOWN"


def test_presigned_for_long():
    """A presigned URL is good for as long as it says."""
    assert check(presign(expires=3600), drift=3500.0) == "AKIAKNOWN"


@pytest.mark.parametrize(
    ("edit", "drift", "error_type", "message"),
    [
        (("", ""), 62.0, "InvalidSignature", "Signature expired"),
        (("", ""), -400.0, "InvalidSignature", "not yet current"),
        (("/prod?", "/prod?a=1&"), 0.0, "InvalidSignature", "does not match"),
        (("X-Amz-Expires=60", "X-Amz-Expires=61"), 0.0, "InvalidSignature", "match"),
        (("X-Amz-Expires=60", "X-Amz-Expires=0"), 0.0, "Incomplete", "1 to 604800"),
        (("X-Amz-Expires=60", "X-Amz-Expires=ever"), 0.0, "Incomplete", "1 to 604800"),
        (("AWS4-HMAC-SHA256", "none"), 0.0, "Incomplete", "algorithm"),
        (("X-Amz-Date", "X-Date"), 0.0, "Incomplete", "'X-Amz-Date'"),
        (("X-Amz-Signature", "X-Sig"), 0.0, "Incomplete", "'X-Amz-Signature'"),
    ],
)
def test_presigned_refused(edit, drift, error_type, message):
    """A presigned URL that was changed, cut or kept too long is refused."""
    request = presign()
    request = Request("GET", request.target.replace(*edit), request.headers)

    with pytest.raises(SignatureError, match=message) as caught:
        check(request, drift=drift)

    assert caught.value.error_type.startswith(error_type)
