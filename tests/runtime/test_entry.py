"""The Lambda handler that is made of a user's handler."""

import asyncio
import functools
import json
import logging
from types import SimpleNamespace

import pytest
from wingws_runtime import Event, InvalidHandler, InvalidResult, by_route, entry
from wingws_runtime.invocation import is_connecting


@pytest.mark.parametrize("kind", ["connect", "message", "disconnect"])
@pytest.mark.parametrize("is_async", [False, True])
def test_calls_handler(golden, kind, is_async):
    """A plain or async handler of any kind gets the connection id."""
    seen = []

    def handler(connection_id):
        seen.append(connection_id)

    async def async_handler(connection_id):
        await asyncio.sleep(0)
        handler(connection_id)

    event = golden[kind]
    run = entry(async_handler if is_async else handler, kind=kind)
    assert run(event, None) == {"statusCode": 200}
    assert seen == [event["requestContext"]["connectionId"]]


def test_passes_all_values(golden):
    """Body, typed event and context arrive where the parameters ask for them."""
    seen = {}
    context = object()

    def handler(connection_id, body, event, *, context):
        seen.update(locals())

    entry(handler, kind="message")(golden["message"], context)
    assert seen["connection_id"] == "BFaT_fALIAMCKug="
    assert seen["body"] == '{"action": "chat", "message": "hi"}'
    assert isinstance(seen["event"], Event)
    assert seen["event"] == golden["message"]
    assert seen["context"] is context


def plain(event, context):
    """A handler as Lambda's own documentation writes them."""
    told = {"event": event, "request": context.aws_request_id}
    return {"statusCode": 201, "body": json.dumps(told)}


def wrapped(function):
    """Decorate it as packages for Lambda do: what is passed has no names any more."""

    @functools.wraps(function)
    def wrapper(*args):
        return function(*args)

    return wrapper


@pytest.mark.parametrize("kind", ["connect", "message", "disconnect"])
@pytest.mark.parametrize("function", [plain, wrapped(plain)])
def test_a_plain_lambda_function_runs_unchanged(golden, kind, function):
    """It gets a dict and the context; its response is Lambda's."""
    context = SimpleNamespace(aws_request_id="r-1")
    response = entry(function, kind=kind)(golden[kind], context)
    assert response["statusCode"] == 201
    assert json.loads(response["body"]) == {"event": golden[kind], "request": "r-1"}


def test_a_plain_lambda_authorizer_runs_unchanged(golden):
    """Its policy is Lambda's answer."""

    def authorize(event, context):
        return {"principalId": "ann", "policyDocument": {"of": event["methodArn"]}}

    event = golden["authorizer"]
    assert entry(authorize, kind="authorizer")(event, None) == {
        "principalId": "ann",
        "policyDocument": {"of": event["methodArn"]},
    }


def test_passes_by_position(golden):
    """Positional-only parameters work."""
    seen = []

    def handler(connection_id, body, /):
        seen.append((connection_id, body))

    entry(handler, kind="message")({**golden["message"], "body": "hi"}, None)
    assert seen == [("BFaT_fALIAMCKug=", "hi")]


def test_async_handlers_share_a_loop(golden):
    """A client that is bound to an event loop can be kept between invocations."""
    loops = []

    async def handler(connection_id):
        loops.append(asyncio.get_running_loop())

    run = entry(handler, kind="message")
    run(golden["message"], None)
    run(golden["message"], None)
    assert loops[0] is loops[1]


def test_awaitable_result(golden):
    """A plain function that returns an awaitable is an async handler."""

    async def answer():
        return "done"

    run = entry(lambda connection_id: answer(), kind="message", reply=True)
    assert run(golden["message"], None)["body"] == "done"


def test_refuses_when_made():
    """A handler that cannot be called is refused before any event."""
    with pytest.raises(InvalidHandler):
        entry(lambda: None, kind="connect")


def test_exception_is_logged_and_raised(golden, caplog):
    """An exception goes to the log once, and on to Lambda as it is."""

    def handler(connection_id):
        raise LookupError("nobody")

    with pytest.raises(LookupError, match="nobody"):
        entry(handler, kind="message")(golden["message"], None)
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert 'raise LookupError("nobody")' in record.getMessage()
    assert "wingws_runtime" not in record.getMessage()


def test_result_without_meaning(golden, caplog):
    """What on_connect must not return is an error in the log."""
    with pytest.raises(InvalidResult):
        entry(lambda connection_id: 7, kind="connect")(golden["connect"], None)
    assert "handler returned 7; expected None or True" in caplog.text


def test_connection_is_connecting_during_on_connect(golden):
    """The runtime knows which connection is not open yet, and only while it isn't."""
    seen = []

    def handler(connection_id):
        seen.append(is_connecting(connection_id))

    entry(handler, kind="connect")(golden["connect"], None)
    entry(handler, kind="message")(golden["message"], None)
    assert seen == [True, False]
    assert not is_connecting(golden["connect"]["requestContext"]["connectionId"])


def test_routes_share_a_function_and_what_it_begins_with(golden):
    """Each has its own events; what runs once is run by whichever comes first."""
    begun = []
    inits = [lambda: begun.append("init")]
    handler = by_route(
        {
            "$connect": entry(lambda c: begun.append(c), kind="connect", inits=inits),
            "chat": entry(lambda c: begun, kind="message", reply=True, inits=inits),
        }
    )
    connection_id = golden["connect"]["requestContext"]["connectionId"]

    handler(golden["connect"], None)

    assert json.loads(handler(golden["message"], None)["body"]) == [
        "init",
        connection_id,
    ]
