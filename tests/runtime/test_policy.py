"""What Lambda answers for what an authorizer returned."""

import pytest
from wingws_runtime import Allow, Deny, InvalidResult, entry
from wingws_runtime.invocation import is_connecting
from wingws_runtime.policy import to_policy

ARN = "arn:aws:execute-api:us-east-1:123456789012:abcdef123/default/$connect"


def policy(principal_id, effect, **more):
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": ARN}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": principal_id, "policyDocument": document, **more}


RAW = policy("ann", "Allow", context={"plan": "pro"})


@pytest.mark.parametrize(
    ("result", "response"),
    [
        (Allow("ann"), policy("ann", "Allow")),
        (
            Allow("ann", context={"plan": "pro", "age": 7, "admin": False}),
            policy("ann", "Allow", context={"plan": "pro", "age": 7, "admin": False}),
        ),
        (
            Allow("ann", usage_identifier_key="k" * 20),
            policy("ann", "Allow", usageIdentifierKey="k" * 20),
        ),
        (Deny(), policy("anonymous", "Deny")),
        (RAW, RAW),
    ],
)
def test_policy(result, response):
    """Each result becomes a policy for what the client asked for."""
    assert to_policy(result, ARN) == response


@pytest.mark.parametrize(
    "result", [None, True, False, "ann", {}, {"policyDocument": {}}, Allow]
)
def test_a_result_of_no_meaning_is_an_error(result):
    """Nothing is guessed about who may connect."""
    with pytest.raises(InvalidResult, match=r"expected Allow\(...\), Deny\(\) or a"):
        to_policy(result, ARN)


def test_a_result_over_8_kb_is_an_error():
    """API Gateway would answer 500, and say nothing."""
    with pytest.raises(InvalidResult, match="at most 8192 bytes"):
        to_policy(Allow("ann", context={"text": "x" * 8192}), ARN)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ((7,), "principal id 7 is not allowed"),
        (("ann", {"roles": ["a"]}), r"context 'roles': \['a'\] is not allowed"),
        (("ann", {"email": None}), "context 'email': None is not allowed"),
        (("ann", {1: "x"}), "context 1: 'x' is not allowed"),
    ],
)
def test_allow_takes_what_api_gateway_takes(arguments, problem):
    """Other values would be a 500 without a word."""
    with pytest.raises(TypeError, match=problem):
        Allow(*arguments)


def test_an_authorizer_gets_the_event(golden):
    """It reads like every event, and names what the client wants to invoke."""

    def authorize(event):
        assert is_connecting(event.connection_id)
        assert event.method_arn == ARN
        return Allow(f"{event.query['token']} {event.headers['headerauth1']}")

    answer = entry(authorize, kind="authorizer")(golden["authorizer"], None)
    assert answer == policy("sesame headerValue1", "Allow")


def test_an_async_authorizer_may_take_the_context(golden):
    """As every handler."""

    async def authorize(request, *, context):
        return Deny() if context == "context" else None

    answer = entry(authorize, kind="authorizer")(golden["authorizer"], "context")
    assert answer == policy("anonymous", "Deny")


def test_what_an_authorizer_raises_stays_as_it_is(golden):
    """API Gateway makes 401 of exactly this text."""

    def authorize(event):
        raise Exception("Unauthorized")

    with pytest.raises(Exception, match=r"\AUnauthorized\Z"):
        entry(authorize, kind="authorizer")(golden["authorizer"], None)
