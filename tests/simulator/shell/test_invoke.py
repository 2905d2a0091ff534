"""Lambda's Invoke, as stock boto3 calls it."""

import asyncio
import json

import pytest
from botocore.exceptions import ClientError
from wingws_simulator.core.caller import Caller
from wingws_simulator.core.http_message import Request
from wingws_simulator.core.lambda_limits import Limits
from wingws_simulator.core.lambda_result import Failed, NotInvoked, Returned
from wingws_simulator.shell.clock import Clock
from wingws_simulator.shell.lambda_api import LambdaApi

from tests.simulator.shell.test_iam import statement

ARN = "arn:aws:lambda:us-east-1:000000000000:function"

#: Answers with what it got, and fails on demand.
ECHO = """
import os, time

def handler(event, context):
    if event == "fail":
        raise KeyError("x")
    if event == "crash":
        os._exit(3)
    return {"got": event, "name": context.function_name}
"""

#: Invokes the function that a message names, and answers with what came of it.
CALLER = """
import boto3, json
from botocore.exceptions import ClientError

def handler(event, context):
    if "requestContext" not in event:
        return {"self": event}
    client = boto3.client("lambda")
    try:
        answer = client.invoke(FunctionName=event["body"], Payload=b'{"a": 1}')
    except ClientError as error:
        code = error.response["Error"]["Code"]
        return {"statusCode": 200, "body": json.dumps([code, str(error)])}
    return {"statusCode": 200, "body": answer["Payload"].read().decode()}
"""


@pytest.fixture
def invoke(daemon):
    """Return a function that invokes `echo` as the account's root."""
    daemon.put_function(daemon.put_api(), "echo", "$default", code=ECHO)
    client = daemon.client("lambda")
    yield lambda **arguments: client.invoke(**{"FunctionName": "echo", **arguments})
    client.close()


def read(answer):
    """Return status, FunctionError and payload of boto3's answer."""
    payload = answer["Payload"].read()
    return answer["StatusCode"], answer.get("FunctionError"), json.loads(payload)


@pytest.mark.fidelity(
    "13", "a function is named by name, by ARN, or by account and name"
)
@pytest.mark.parametrize(
    "named",
    [
        "echo",
        f"{ARN}:echo",
        "000000000000:function:echo",
        "echo:$LATEST",
        f"{ARN}:echo:$LATEST",
    ],
)
def test_the_result_is_the_answer(invoke, named):
    """Whatever form the name has, the function gets the payload, and answers."""
    answer = invoke(FunctionName=named, Payload=b'{"a": [1, "\\u00e9"]}')
    assert answer["ExecutedVersion"] == "$LATEST"
    result = {"got": {"a": [1, "é"]}, "name": "echo"}
    assert read(answer) == (200, None, result)


def test_no_payload(invoke):
    """Without a payload the event is an empty object."""
    assert read(invoke())[2]["got"] == {}


def test_a_qualifier(invoke):
    """There are no versions but the latest."""
    assert read(invoke(Qualifier="$LATEST"))[0] == 200
    with pytest.raises(ClientError, match=f"Function not found: {ARN}:echo:7"):
        invoke(Qualifier="7")


@pytest.mark.fidelity(
    "13", "RequestResponse: the answer has the result, or says that the function failed"
)
@pytest.mark.parametrize(
    ("event", "error"),
    [
        ("fail", {"errorType": "KeyError", "errorMessage": "'x'"}),
        ("crash", {"errorType": "Runtime.ExitError"}),
    ],
)
def test_the_function_fails(invoke, event, error):
    """That is no error of the call: the answer says what happened."""
    status, function_error, payload = read(invoke(Payload=json.dumps(event)))
    assert (status, function_error) == (200, "Unhandled")
    assert payload | error == payload


@pytest.mark.fidelity("13", "404, 429, 400 and 413 for what Lambda refuses")
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (
            {"FunctionName": "nobody"},
            "ResourceNotFoundException",
            f"Function not found: {ARN}:nobody",
        ),
        (
            {"Payload": b"{"},
            "InvalidRequestContentException",
            "Could not parse request body into json",
        ),
        (
            {"Payload": json.dumps("x" * 6 * 1024 * 1024)},
            "RequestTooLargeException",
            "Request must be smaller than 6291456 bytes for the InvokeFunction",
        ),
        (
            {"Payload": json.dumps("x" * 1024 * 1024), "InvocationType": "Event"},
            "RequestTooLargeException",
            "Request must be smaller than 1048576 bytes",
        ),
        (
            {"InvocationType": "Later"},
            "InvalidParameterValueException",
            "Value 'Later' at 'invocationType' failed to satisfy constraint",
        ),
    ],
)
def test_refused(invoke, arguments, code, words):
    """What Lambda refuses is boto3's exception of that name, with Lambda's words."""
    with pytest.raises(ClientError, match=words) as caught:
        invoke(**arguments)
    assert caught.value.response["Error"]["Code"] == code


@pytest.mark.fidelity("13", "404, 429, 400 and 413 for what Lambda refuses")
def test_too_many_at_once(daemon):
    """A function that may not run is throttled, and AWS's code says so."""
    api = daemon.put_api()
    daemon.put_function(api, "echo", "$default", code=ECHO, reserved_concurrency=0)
    client = daemon.client("lambda")
    with pytest.raises(client.exceptions.TooManyRequestsException) as caught:
        client.invoke(FunctionName="echo")
    client.close()
    reason = "ReservedFunctionConcurrentInvocationLimitExceeded"
    assert caught.value.response["Reason"] == reason


@pytest.mark.fidelity("13", "DryRun: 204, and nothing runs")
def test_dry_run(invoke):
    """One is answered at once, and runs nothing."""
    assert invoke(InvocationType="DryRun")["StatusCode"] == 204


@pytest.mark.fidelity("13", "Event: 202 at once, and twice again if the function fails")
def test_an_event(daemon, invoke):
    """One that nobody waits for is accepted at once, and handled."""
    with daemon.watch() as events:
        assert invoke(InvocationType="Event", Payload=b"7")["StatusCode"] == 202
        ended = next(each for each in events if each["type"] == "invocation")
    assert (ended["function"], ended["status"]) == ("echo", "ok")


@pytest.mark.fidelity("13", "the role needs lambda:InvokeFunction on the function")
def test_least_privilege(daemon):
    """A function invokes what its role's statements name, itself included."""
    from websockets.sync.client import connect

    api = daemon.put_api()
    allowed = statement("lambda:InvokeFunction", f"{ARN}:caller")
    daemon.put_function(*(api, "caller", "$default"), code=CALLER, statements=[allowed])
    daemon.put_function(api, "echo", "other", code=ECHO)
    with connect(f"ws://127.0.0.1:{api['port']}/prod") as client:
        client.send("caller")
        assert json.loads(client.recv(timeout=10)) == {"self": {"a": 1}}
        client.send("echo")
        code, sentence = json.loads(client.recv(timeout=10))
    assert code == "AccessDeniedException"
    assert (
        "assumed-role/caller-role/caller is not authorized to perform: "
        f"lambda:InvokeFunction on resource: {ARN}:echo because no identity-based "
        "policy allows the lambda:InvokeFunction action"
    ) in sentence


def test_a_signature_of_nobody(daemon):
    """Who signs with a strange key, or not at all, invokes nothing."""
    path = "/2015-03-31/functions/echo/invocations"
    status, body = daemon.request("POST", path)
    assert (status, b"Missing Authentication Token" in body) == (403, True)


class Function:
    """
    A function that fails so many times.

    Attributes:
        invoked: How often it was.
        succeeded: Set when it has not failed.
    """

    def __init__(self, failures, error=None):
        self._failures = failures
        self._error = error
        self.invoked = 0
        self.succeeded = asyncio.Event()

    def __call__(self, name, event, done):
        self.invoked += 1
        if self._error:
            raise self._error
        if self.invoked <= self._failures:
            done(Failed("KeyError", "'x'"))
        else:
            self.succeeded.set()
            done(Returned(None))


async def send_event(function, retries=(0, 0)):
    """Invoke it by an event, and return the answer and who answered."""
    api = LambdaApi(
        *(function, Clock()), arn_prefix=ARN, limits=Limits(), retries=retries
    )
    path = "/2015-03-31/functions/f/invocations"
    request = Request("POST", path, (("X-Amz-Invocation-Type", "Event"),), b"{}")
    return await api.handle(request, Caller("")), api


@pytest.mark.fidelity("13", "Event: 202 at once, and twice again if the function fails")
def test_an_event_comes_again():
    """Twice, if the function fails on it."""

    async def scenario():
        function = Function(failures=2)
        answer, _ = await send_event(function)
        assert answer.status == 202
        await function.succeeded.wait()
        assert function.invoked == 3

    asyncio.run(scenario())


def test_an_event_that_always_fails():
    """It does not come a third time, nor after the end."""

    async def scenario():
        function = Function(failures=9)
        await send_event(function, retries=())
        assert function.invoked == 1
        _, api = await send_event(function, retries=(0,))
        api.close()
        await asyncio.sleep(0)  # a turn of the loop, in which it would have come
        await asyncio.sleep(0)
        assert function.invoked == 2

    asyncio.run(scenario())


def test_an_event_of_nobody():
    """An event for a function that is not there is refused at once."""

    async def scenario():
        function = Function(0, NotInvoked("ResourceNotFoundException", "f"))
        return (await send_event(function))[0]

    assert asyncio.run(scenario()).status == 404
