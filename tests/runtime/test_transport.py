"""The channel to `@connections` that an environment inherits, from its other end."""

import os
import signal
import socket
import struct
import threading

import pytest
from wingws_runtime import ConnectionGone
from wingws_runtime.transport import Channel, ManagementApi, inherited_channel

ID = "BFaT_fALIAMCKug="


def frame(data):
    return struct.pack("!I", len(data)) + data


@pytest.fixture
def ends():
    """The environment's end of a channel and the other one."""
    ours, its = socket.socketpair()
    with ours, its:
        yield ours, its


def test_call(ends):
    """A call is one frame: a line with method, path and host, then the message."""
    ours, its = ends
    api = ManagementApi("https://h:1/prod", Channel(ours.detach(), os.getpid()))
    its.sendall(frame(b"200\n"))
    api.post(ID, b"a\nb")
    call = b"POST /prod/@connections/BFaT_fALIAMCKug= h:1\na\nb"
    assert its.recv(999) == frame(call)
    api._channel._socket.close()


def test_answer_in_pieces(ends):
    """An answer may come in pieces."""
    ours, its = ends
    channel = Channel(ours.detach(), os.getpid())
    answer = frame(b"200\n" + b"x" * 99_999)
    threading.Thread(target=its.sendall, args=[answer]).start()
    assert channel.ask(b"GET / h\n") == (200, b"x" * 99_999)
    channel._socket.close()


def test_gone(ends):
    """Who is gone is known without asking again."""
    ours, its = ends
    api = ManagementApi("https://h:1/prod", Channel(ours.detach(), os.getpid()))
    its.sendall(frame(b"410\n"))
    with pytest.raises(ConnectionGone) as caught:
        api.delete(ID)
    assert caught.value.connection_id == ID
    api._channel._socket.close()


@pytest.mark.parametrize("answer", [frame(b"429\n"), b""])
def test_whatever_else(wingws, aws, ends, answer):
    """A refusal, or no answer at all, is settled over HTTPS."""
    ours, its = ends
    its.sendall(answer)
    its.shutdown(socket.SHUT_WR)
    channel = Channel(ours.detach(), os.getpid())
    aws.will_answer(200)
    ManagementApi(f"{aws.url}/prod", channel).post(ID, b"hi")
    assert [request[0] for request in aws.requests] == ["POST"]
    channel._socket.close()


def test_broken_off(ends):
    """After a call that a signal broke off there are no more: answers would be late."""
    ours, its = ends
    channel = Channel(ours.detach(), os.getpid())

    def give_up(*_):
        raise LookupError("by a signal")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    try:
        with pytest.raises(LookupError, match="by a signal"):
            channel.ask(b"GET / h\n")
    finally:
        signal.signal(signal.SIGALRM, before)
    its.sendall(frame(b"200\nlate"))
    assert channel.ask(b"GET / h\n") is None
    channel._socket.close()


def test_fork(ends):
    """A fork does not join in: two would read each other's answers."""
    ours, its = ends
    channel = Channel(ours.detach(), os.getppid())
    assert channel.ask(b"GET / h\n") is None
    its.setblocking(False)
    with pytest.raises(BlockingIOError):
        its.recv(1)
    channel._socket.close()


def test_inherited(wingws, monkeypatch, ends):
    """The environment says which descriptor it is, and whose."""
    ours, _ = ends
    fd = ours.detach()
    monkeypatch.setenv("WINGWS_CHANNEL", f"{fd}:{os.getpid()}")
    channel = inherited_channel()
    assert channel._socket.fileno() == fd
    channel._socket.close()


@pytest.mark.parametrize("value", [None, "", f"4:{os.getppid()}"])
def test_none_inherited(wingws, monkeypatch, value):
    """Without one, or in a process that another one has started, there is none."""
    if value is not None:
        monkeypatch.setenv("WINGWS_CHANNEL", value)
    assert inherited_channel() is None
