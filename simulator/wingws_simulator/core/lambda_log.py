"""
The lines that Lambda itself adds to a function's log.

https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html
"""

from __future__ import annotations

import math
from datetime import UTC, datetime

from .lambda_result import Failed

__all__ = [
    "end",
    "exited",
    "init_report",
    "init_start",
    "start",
    "timed_out",
    "timeout_line",
]

TIMED_OUT = "Sandbox.Timedout"
EXITED = "Runtime.ExitError"


def init_start(python: str) -> str:
    """Return the line that begins an environment."""
    return f"INIT_START Runtime Version: python:{python}"


def init_report(duration: float, failed: Failed) -> str:
    """Return the line about an environment that did not come up."""
    status = "timeout" if failed.error_type == TIMED_OUT else "error"
    return (
        f"INIT_REPORT Init Duration: {duration * 1000:.2f} ms\tPhase: init\t"
        f"Status: {status}\tError Type: {failed.error_type}"
    )


def start(request_id: str) -> str:
    """Return the line that begins an invocation."""
    return f"START RequestId: {request_id} Version: $LATEST"


def end(
    request_id: str,
    *,
    duration: float,
    memory_size: int,
    memory_used: int,
    init_duration: float | None = None,
    failed: Failed | None = None,
) -> str:
    """
    Return the lines that end an invocation, and tell what it took.

    Args:
        request_id: The invocation.
        duration: How long the handler ran.
        memory_size: The memory it had, in MB.
        memory_used: The most that its environment has used, in MB.
        init_duration: How long importing its code took, None in a warm environment.
        failed: What went wrong, None if it returned.
    """
    billed = math.ceil((duration + (init_duration or 0.0)) * 1000)
    lines = (
        f"END RequestId: {request_id}\n"
        f"REPORT RequestId: {request_id}\tDuration: {duration * 1000:.2f} ms\t"
        f"Billed Duration: {billed} ms\tMemory Size: {memory_size} MB\t"
        f"Max Memory Used: {memory_used} MB\t"
    )
    if init_duration is not None:
        lines += f"Init Duration: {init_duration * 1000:.2f} ms\t"
    if failed and failed.error_type == TIMED_OUT:
        lines += "Status: timeout\t"
    elif failed and failed.error_type == EXITED:
        lines += f"Status: error\tError Type: {EXITED}\t"
    return lines


def timed_out(request_id: str, timeout: float) -> Failed:
    """Return the failure of an invocation that took longer than `timeout`."""
    what = f"Task timed out after {timeout:.2f} seconds"
    return Failed(TIMED_OUT, f"RequestId: {request_id} Error: {what}")


def timeout_line(request_id: str, timeout: float, *, now: float) -> str:
    """Return the line about an invocation that took longer than `timeout`."""
    time = datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds")
    what = f"Task timed out after {timeout:.2f} seconds"
    return f"{time.removesuffix('+00:00')}Z {request_id} {what}"


def exited(request_id: str, ending: str | None) -> Failed:
    """
    Return the failure of an invocation whose environment died.

    Args:
        request_id: The invocation.
        ending: Such as ``exit status 1`` or ``signal: killed``; None if unknown.
    """
    how = f"with error: {ending}" if ending else "without providing a reason"
    message = f"RequestId: {request_id} Error: Runtime exited {how}"
    return Failed(EXITED, message)
