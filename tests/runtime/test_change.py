"""Handlers of a table's changes: what they get, and what Lambda is told of them."""

import asyncio

import pytest
from wingws_runtime import Change, InvalidHandler, entry

NUMBERS = [f"442158450000000001745043909{n}" for n in (1, 2, 3)]
ALL_HANDLED = {"batchItemFailures": []}


def collect(event):
    """Return the changes that a handler sees of an event."""
    seen = []
    entry(lambda change: seen.append(change), kind="change")(event, None)
    return seen


def test_a_change_is_plain_values(golden):
    """One after the other, in their order: kind, key, the item before and after."""
    new = {"Id": 101, "Message": "New item!"}
    changed = {"Id": 101, "Message": "This item has changed"}
    records = golden["change"]["Records"]

    assert collect(golden["change"]) == [
        Change("INSERT", {"Id": 101}, None, new, records[0]),
        Change("MODIFY", {"Id": 101}, new, changed, records[1]),
        Change("REMOVE", {"Id": 101}, changed, None, records[2]),
    ]


def test_images_that_the_stream_does_not_show_are_none(golden):
    """As with KEYS_ONLY."""
    for record in golden["change"]["Records"]:
        record["dynamodb"].pop("NewImage", None)
        record["dynamodb"].pop("OldImage", None)

    assert [(c.old, c.new) for c in collect(golden["change"])] == [(None, None)] * 3


def test_binary_is_bytes(golden):
    """An event has it as base64, in sets, lists and maps too."""
    binary = {"B": "AAH/"}
    golden["change"]["Records"][0]["dynamodb"]["NewImage"] = {
        "one": binary,
        "set": {"BS": ["AAH/", "AA=="]},
        "deep": {"L": [{"M": {"x": binary}}]},
    }

    assert collect(golden["change"])[0].new == {
        "one": b"\x00\x01\xff",
        "set": {b"\x00\x01\xff", b"\x00"},
        "deep": [{"x": b"\x00\x01\xff"}],
    }


def test_event_and_context_are_passed(golden):
    """The whole event, with all its records, each time."""
    seen = []

    def on_change(row, event, *, context):
        seen.append((row.kind, event, context))

    answer = entry(on_change, kind="change")(golden["change"], "context")
    assert answer == ALL_HANDLED
    event = golden["change"]
    assert seen == [(k, event, "context") for k in ("INSERT", "MODIFY", "REMOVE")]


def test_async_handlers_are_awaited_one_by_one(golden):
    """The next change waits for the one before, on the same event loop."""
    seen, loops = [], set()

    async def on_change(change):
        seen.append("begin")
        loops.add(asyncio.get_running_loop())
        await asyncio.sleep(0)
        seen.append("end")

    assert entry(on_change, kind="change")(golden["change"], None) == ALL_HANDLED
    assert seen == ["begin", "end"] * 3
    assert len(loops) == 1


def test_what_a_handler_returns_does_not_count(golden):
    """In a lambda it is often by chance."""
    run = entry(lambda change: {"batchItemFailures": "x"}, kind="change")

    assert run(golden["change"], None) == ALL_HANDLED


def test_an_exception_ends_the_batch_at_its_record(golden, caplog):
    """Lambda is told to repeat from there; the log has the traceback, once."""
    seen = []

    def on_change(change):
        seen.append(change.kind)
        if change.kind == "MODIFY":
            raise LookupError("nobody")

    answer = entry(on_change, kind="change")(golden["change"], None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": NUMBERS[1]}]}
    assert seen == ["INSERT", "MODIFY"]
    (record,) = caplog.records
    assert 'raise LookupError("nobody")' in record.getMessage()
    assert "tests/runtime/test_change.py" in record.getMessage()
    assert "wingws_runtime" not in record.getMessage()


def test_an_exception_at_the_first_record_is_lambdas(golden, caplog):
    """So an error that stays fails the function, and alarms of its errors see it."""

    def on_change(change):
        raise LookupError("nobody")

    with pytest.raises(LookupError, match="nobody"):
        entry(on_change, kind="change")(golden["change"], None)
    assert len(caplog.records) == 1


def test_inits_run_before_the_first_change(golden):
    """Once, however many changes there are."""
    seen = []
    inits = [lambda: seen.append("init")]
    run = entry(lambda change: seen.append("change"), kind="change", inits=inits)

    run(golden["change"], None)
    run(golden["change"], None)
    assert seen == ["init", *["change"] * 6]


def test_a_plain_lambda_function_gets_the_batch(golden):
    """It is called once; what it returns is Lambda's answer."""

    def handler(event, context):
        return {"batchItemFailures": [], "seen": len(event["Records"])}

    answer = entry(handler, kind="change")(golden["change"], None)
    assert answer == {"batchItemFailures": [], "seen": 3}


def test_a_handler_that_cannot_be_called_is_refused():
    """With what is allowed."""
    with pytest.raises(InvalidHandler) as refusal:
        entry(lambda change, table: None, kind="change")
    assert str(refusal.value).endswith(
        "takes (change, table); expected a change handler that takes (change), "
        "and event or context by name"
    )


def test_a_change_shows_what_matters(golden):
    """Its text leaves the record out."""
    shown = repr(collect(golden["change"])[0])

    assert shown.startswith("Change(kind='INSERT', key={'Id': 101}, old=None, new=")
    assert "eventID" not in shown
