"""The warm process that runs programs and puts them into simulators.

It is that of ``wingws dev``: to import Pulumi takes longer than all the rest, so one
process has done it, and forks for each app of this session.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ..dev.plan import Plan
from .errors import AppError

__all__ = ["Deployed", "deploy", "end", "get_ready"]

Deployed = tuple[Plan, Mapping[str, Any]]
"""What the program wanted, and what the simulator has of it then."""

_END_TIMEOUT = 5.0

_process: subprocess.Popen[bytes] | None = None
_lock = threading.Lock()


def deploy(request: Mapping[str, Any]) -> Deployed:
    """Run a program and put what it makes into its simulator.

    Raises:
        AppError: the program, or the simulator, refuses; the message says why.
    """
    with _lock:
        process = _warm()
        answers = _ask(process, {**request, "apply": True})
        _say(process, {"packages": answers.get("plan", {}).get("packages", [])})
    if "plan" not in answers:
        raise AppError(
            f"the program's process ended with status {answers.get('status')}"
        )
    plan = Plan.from_json(answers["plan"])
    problem = plan.error or answers.get("refused")
    if problem is not None:
        raise AppError(problem)
    return plan, answers["state"]


def get_ready() -> None:
    """Start the process; somebody will ask it soon."""
    with _lock:
        _warm()


def end() -> None:
    """End the process, if there is one; the next app starts another."""
    global _process
    process, _process = _process, None
    if process is None:
        return
    assert process.stdin is not None and process.stdout is not None
    process.stdin.close()
    try:
        process.wait(_END_TIMEOUT)
    except subprocess.TimeoutExpired:
        _kill(process)
    process.stdout.close()


def _warm() -> subprocess.Popen[bytes]:
    global _process
    if _process is None or _process.poll() is not None:
        _process = subprocess.Popen(
            # Without the current folder, whose modules are the user's.
            [sys.executable, "-P", "-m", "pulumi_wingws.dev.runs"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the tests
        )
    return _process


def _ask(
    process: subprocess.Popen[bytes], request: Mapping[str, Any]
) -> dict[str, Any]:
    """Return all that is answered to one request."""
    assert process.stdout is not None
    answers: dict[str, Any] = {}
    try:
        _say(process, request)
        while "status" not in answers:
            line = process.stdout.readline()
            answers |= json.loads(line) if line else {"status": process.wait()}
    except BaseException:  # Ctrl-C: its answers would be taken for the next one's
        _kill(process)
        raise
    return answers


def _say(process: subprocess.Popen[bytes], content: Mapping[str, Any]) -> None:
    assert process.stdin is not None
    with suppress(BrokenPipeError):  # it has ended, as its answers say
        process.stdin.write(json.dumps(content).encode() + b"\n")
        process.stdin.flush()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End it, and the program that it runs, which could start a simulator yet."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


atexit.register(end)
