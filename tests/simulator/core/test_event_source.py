"""A table's stream as an event source: what a batch's result means."""

import pytest
from wingws_simulator.core.event_source import (
    EventSource,
    first_failure,
    retry_delay,
)
from wingws_simulator.core.lambda_result import Failed, Returned
from wingws_simulator.core.manifest import FunctionManifest, ManifestError

BATCH = ["11", "22", "33"]


def failures(*identifiers):
    return {"batchItemFailures": [{"itemIdentifier": each} for each in identifiers]}


@pytest.mark.fidelity(
    "12",
    "ReportBatchItemFailures: what is named first, and all behind it, comes again",
)
@pytest.mark.parametrize(
    ("result", "failure"),
    [
        (Returned(None), None),
        (Returned({}), None),
        (Returned({"batchItemFailures": None}), None),
        (Returned({"batchItemFailures": []}), None),
        (Returned({"statusCode": 200}), None),
        (Returned("handled 3 records"), None),
        (Returned(failures("22")), 1),
        (Returned(failures("33", "22")), 1),
        (Returned(failures("11")), 0),
        (Returned(failures("")), 0),
        (Returned(failures(None)), 0),
        (Returned(failures("44")), 0),
        (Returned({"batchItemFailures": [{"itemId": "22"}]}), 0),
        (Returned({"batchItemFailures": ["22"]}), 0),
        (Failed("KeyError", "x"), 0),
    ],
)
def test_what_is_tried_again(result, failure):
    """All from the first record that was named; all if the function fails."""
    assert first_failure(result, BATCH) == failure


@pytest.mark.fidelity(
    "12", "between tries: a second, doubled from try to try up to a minute"
)
def test_the_wait_doubles():
    """The wait doubles from try to try, up to a limit."""
    delays = [retry_delay(n, first=1.0, longest=60.0) for n in (1, 2, 3, 7, 10_000)]

    assert delays == [1, 2, 4, 60, 60]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({}, "stream has []; expected table"),
        ({"table": "a", "size": 1}, "stream has ['size', 'table']; expected table"),
        ({"table": "a", "batch_size": 0}, "batch_size is 0; expected 1 to 10,000"),
        ({"table": "a", "batch_size": 10_001}, "batch_size is 10001"),
        ({"table": "a", "batch_size": "1"}, "batch_size is '1'"),
        (
            {"table": "a", "starting_position": "AT_TIMESTAMP"},
            "'AT_TIMESTAMP'; expected LATEST or TRIM_HORIZON",
        ),
    ],
)
def test_what_lambda_would_not_take_is_refused(given, problem):
    """With what is allowed."""
    with pytest.raises(ValueError) as refusal:
        EventSource.parse(given)
    assert problem in str(refusal.value)


@pytest.mark.parametrize(
    ("invokers", "problem"),
    [
        ({}, "API None and stream None"),
        ({"api": "a", "stream": {"table": "t"}}, "expected one of both"),
        ({"stream": {}}, "f: stream has []"),
    ],
)
def test_a_function_has_one_invoker(invokers, problem):
    """An API or a stream, which can be read."""
    manifest = FunctionManifest(
        key="k",
        name="f",
        memory_size=128,
        timeout=3,
        sha256="",
        path="",
        captures="{}",
        **invokers,
    )

    with pytest.raises(ManifestError) as refusal:
        _ = manifest.event_source
    assert problem in str(refusal.value)
