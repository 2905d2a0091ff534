"""Lambda's own lines, exactly."""

import pytest
from wingws_simulator.core import lambda_log
from wingws_simulator.core.lambda_result import Failed

MEMORY = {"memory_size": 128, "memory_used": 31}


def test_start():
    """An environment's first line has Python's version, an invocation's its id."""
    assert (
        lambda_log.init_start("3.11.7") == "INIT_START Runtime Version: python:3.11.7"
    )
    assert lambda_log.start("id") == "START RequestId: id Version: $LATEST"


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({}, "Duration: 12.35 ms\tBilled Duration: 13 ms"),
        (
            {"init_duration": 0.1},
            "Duration: 12.35 ms\tBilled Duration: 113 ms\t*\tInit Duration: 100.00 ms",
        ),
        (
            {"failed": Failed("Sandbox.Timedout", "")},
            "Duration: 12.35 ms\tBilled Duration: 13 ms\t*\tStatus: timeout",
        ),
        (
            {"failed": Failed("Runtime.ExitError", "")},
            "Duration: 12.35 ms\tBilled Duration: 13 ms"
            "\t*\tStatus: error\tError Type: Runtime.ExitError",
        ),
        (
            {"failed": Failed("ValueError", "")},
            "Duration: 12.35 ms\tBilled Duration: 13 ms",
        ),
    ],
)
def test_end(options, line):
    """The end comes with a report of time, memory, and how an environment ended."""
    memory = "Memory Size: 128 MB\tMax Memory Used: 31 MB"
    line = line.replace("*", memory) if "*" in line else f"{line}\t{memory}"
    lines = lambda_log.end("id", duration=0.01235, **MEMORY, **options)
    assert lines == f"END RequestId: id\nREPORT RequestId: id\t{line}\t"


def test_timeout():
    """A timeout has a line with the time and the limit."""
    line = lambda_log.timeout_line("id", 29, now=1731324924.5534)
    assert line == "2024-11-11T11:35:24.553Z id Task timed out after 29.00 seconds"


@pytest.mark.parametrize(
    ("error_type", "status"),
    [("Sandbox.Timedout", "timeout"), ("ImportError", "error")],
)
def test_init_report(error_type, status):
    """A failed initialisation has a line of its own."""
    assert lambda_log.init_report(0.5, Failed(error_type, "")) == (
        "INIT_REPORT Init Duration: 500.00 ms\tPhase: init\t"
        f"Status: {status}\tError Type: {error_type}"
    )
