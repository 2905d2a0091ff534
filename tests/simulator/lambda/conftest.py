"""Functions whose code is written by the test, run in real processes."""

import asyncio
import json
import os
from itertools import count
from textwrap import dedent

import pytest
import uvloop
from wingws_simulator.core.lambda_limits import Limits
from wingws_simulator.shell.functions import FunctionConfig, Functions

ARN = "arn:aws:lambda:eu-west-1:123456789012:function:"


@pytest.fixture(autouse=True)
def event_loop():
    """Let the service run on the event loop that the daemon has."""
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    yield
    asyncio.set_event_loop_policy(None)


@pytest.fixture
def function(tmp_path):
    """Return a maker of functions: the text of index.py in, its description out."""
    numbers = count()

    def make(source, *, name="f", **options):
        artifact = tmp_path / "build" / str(next(numbers))
        artifact.mkdir(parents=True)
        (artifact / "index.py").write_text(dedent(source))
        return FunctionConfig(name, artifact, ARN + name, **options)

    return make


class Service(Functions):
    """The service, whose results can be awaited."""

    def invoke(self, name, event):
        result = asyncio.get_running_loop().create_future()
        super().invoke(name, json.dumps(event), result.set_result)
        return result


@pytest.fixture
def service(tmp_path):
    """Return a maker of the service, with the given limits."""

    def make(variables=None, answer=None, faults=None, random=None, **limits):
        given = {"faults": faults, "random": random}
        options = {name: value for name, value in given.items() if value is not None}
        made = Service(
            logs=tmp_path / "logs",
            variables=variables or {},
            limits=Limits(**limits),
            **options,
        )
        if answer is not None:
            made.answer = answer
        return made

    return make


@pytest.fixture
def log(tmp_path):
    """Return a reader of a function's log: its lines."""

    def read(name="f"):
        return (tmp_path / "logs" / f"{name}.log").read_text().splitlines()

    return read


class Gate:
    """
    A named pipe that a handler waits at, or holds open as long as it lives.

    A handler opens :attr:`path` itself.
    """

    def __init__(self, path):
        os.mkfifo(path)
        self.path = str(path)
        self._reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        self._writer = os.open(path, os.O_WRONLY)

    def open(self):
        """Let one handler pass that waits for a byte."""
        os.write(self._writer, b"x")

    def wait_until_let_go(self):
        """Wait until nobody holds the pipe's writing end any more."""
        os.close(self._writer)
        self._writer = None
        os.set_blocking(self._reader, True)
        while os.read(self._reader, 1):
            pass

    def wait_for_byte(self):
        """Wait until a handler has written a byte."""
        os.set_blocking(self._reader, True)
        return os.read(self._reader, 1)

    def close(self):
        """Remove the pipe."""
        os.close(self._reader)
        if self._writer is not None:
            os.close(self._writer)


@pytest.fixture
def gate(tmp_path):
    """Return a maker of gates."""
    gates = []

    def make():
        gates.append(Gate(tmp_path / f"gate{len(gates)}"))
        return gates[-1]

    yield make
    for each in gates:
        each.close()
