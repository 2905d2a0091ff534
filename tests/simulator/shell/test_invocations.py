"""What functions were invoked with, and what came of it: `invocations`, `logs`."""

import pytest

FAILS = """
def handler(event, context):
    print("about to fail")
    return fail()

def fail():
    raise LookupError("nobody")
"""


@pytest.fixture(autouse=True)
def _begin(stack):
    stack.daemon.admin("reset")


def invocations(stack, function=None, **more):
    answer = stack.daemon.admin("invocations", function=function, **more)
    return answer["invocations"]


def test_event_and_result(stack):
    """Each with its event, result, log, duration, and whether it was a cold start."""
    with stack.connect() as client:
        for text in ("one", "two"):
            client.send(text)
            client.recv()

        [first, second] = invocations(stack, "default")

    assert first["event"]["body"] == "one"
    assert first["event"]["requestContext"]["eventType"] == first["event_type"]
    assert first["result"] == {"statusCode": 200, "body": "MESSAGE"}
    assert (first["status"], first["error"]) == ("ok", None)
    assert [each["cold"] for each in (first, second)] == [True, False]
    assert second["duration_ms"] > 0
    assert second["log"] == [line for line in stack.log("default") if "two" in line]
    assert first["n"] < second["n"]


def test_in_order_of_their_end(stack):
    """Those of all functions."""
    with stack.connect() as client:
        client.send("hi")
        client.recv()
    stack.advance(0)

    assert [each["function"] for each in invocations(stack)][:2] == [
        "connect",
        "default",
    ]


def test_since_a_mark(stack):
    """`last` of one answer is where the next one goes on; so for logs."""
    with stack.connect() as client:
        client.send("one")
        client.recv()
        last = stack.daemon.admin("invocations", function=None)["last"]
        assert invocations(stack, after=last) == []
        client.send("two")
        client.recv()

        [invocation] = invocations(stack, after=last)
        lines = stack.daemon.admin("logs", function=None, limit=10, after=last)["lines"]

    assert invocation["event"]["body"] == "two"
    assert [line["text"] for line in lines] == invocation["log"]
    assert lines[0]["request_id"] == invocation["request_id"]
    assert last < lines[0]["n"] < invocation["n"]


def test_an_exception(stack):
    """Its traceback shows the handler's own lines."""
    stack.put_function("fail", FAILS)
    with stack.connect() as client:
        client.send('{"action": "fail"}')
        client.recv()

        [failed] = invocations(stack, "fail")

    assert failed["status"] == "error"
    assert failed["error"] == "LookupError: nobody"
    assert failed["result"] is None
    assert failed["traceback"].startswith("Traceback (most recent call last):\n")
    assert failed["traceback"].endswith("LookupError: nobody")
    assert 'File "index.py", line 4, in handler' in failed["traceback"]
    assert failed["log"][:2] == ["about to fail", "[ERROR] LookupError: nobody"]


def test_a_crash(stack):
    """Ends without a result."""
    stack.put_function("crash", "import os\ndef handler(*_): os._exit(3)")
    with stack.connect() as client:
        client.send('{"action": "crash"}')
        client.recv()

        [crashed] = invocations(stack, "crash")

    assert (crashed["status"], crashed["traceback"]) == ("crash", None)


def test_memory_is_bounded(stack):
    """No more than the last 250 are kept, nor more than 16 MiB of them."""
    with stack.connect() as client:
        for number in range(251):
            client.send(str(number))
            client.recv()
        kept = invocations(stack)
        assert len(kept) == 250
        assert kept[-1]["event"]["body"] == "250"

        stack.put_function("long", "def handler(*_): return 'x' * 3_000_000")
        for _ in range(6):
            client.send('{"action": "long"}')
            client.recv()
        assert len(invocations(stack, "long")) == len(invocations(stack)) == 5


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"function": "nobody"}, "function .*nobody.* is unknown; expected one of con"),
        ({"function": None, "after": -1}, "after is -1; expected a whole number"),
        ({"function": None, "after": 1.5}, r"after is 1\.5; expected a whole number"),
    ],
)
def test_what_cannot_be_asked(stack, given, words):
    """It is refused with what it is, and what is allowed."""
    with pytest.raises(AssertionError, match=words):
        stack.daemon.admin("invocations", **given)
    with pytest.raises(AssertionError, match="after is -1"):
        stack.daemon.admin("logs", function=None, limit=1, after=-1)
