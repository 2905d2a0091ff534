"""Ports: which are chosen, and who is named when one is taken."""

import contextlib
import os
import socket
import subprocess
import sys

import pytest
from wingws_simulator.shell import ports


@contextlib.contextmanager
def bound(*arguments, **options):
    listener = ports.bind(*arguments, **options)
    try:
        yield listener.getsockname()
    finally:
        listener.close()


def test_a_choice_is_the_same_again():
    """A URL stays the same over destroy and up, if nobody takes the port between."""
    with bound(None, used_for="an API") as first:
        pass
    with bound(None, used_for="an API") as second:
        assert second == first


def test_choices_stay_out_of_what_clients_are_given():
    """127.0.0.1 only, below the ephemeral ports."""
    with bound(None, used_for="an API") as (host, port):
        assert host == "127.0.0.1"
        assert port in range(20_000, 30_000)


def test_a_taken_choice_is_passed_over():
    """The second of two equal uses gets the next free port."""
    first, second = bound(None, used_for="an API"), bound(None, used_for="an API")
    with first as (_, one), second as (_, other):
        assert one != other


def test_a_port_that_must_be_is_bound():
    """As at a revival."""
    with bound(None, used_for="an API") as (_, port):
        pass
    with bound(port, used_for="another") as (_, again):
        assert again == port


@pytest.mark.parametrize(
    ("family", "host"),
    [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET, ""), (socket.AF_INET6, "")],
    ids=["loopback", "any", "any of IPv6 too"],
)
def test_the_holder_of_a_taken_port_is_named(family, host):
    """Process and command, on whatever address it listens."""
    dual = family is socket.AF_INET6
    with socket.create_server((host, 0), family=family, dualstack_ipv6=dual) as other:
        port = other.getsockname()[1]
        with pytest.raises(ports.PortTaken) as error:
            ports.bind(port, used_for="my API")

    assert f"port {port} of my API is taken by process {os.getpid()} (" in str(
        error.value
    )
    assert error.value.port == port


def test_a_holder_that_nobody_knows_is_another_process():
    """A bound socket that does not listen is in no list."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        with pytest.raises(ports.PortTaken, match="taken by another process;"):
            ports.bind(other.getsockname()[1], used_for="my API")


def test_a_long_command_is_cut():
    """The message stays a line."""
    code = "import socket, time; s = socket.create_server(('127.0.0.1', 0)); "
    code += "print(s.getsockname()[1], flush=True); input()" + "#" * 500
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        port = int(process.stdout.readline())
        name = ports.holder(port)
        process.communicate(b"\n")

    assert name.startswith(f"process {process.pid} (")
    assert len(name) < 120
