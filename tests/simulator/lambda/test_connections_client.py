"""The environment's end of its channel, from the other end."""

import os
import signal
import socket
import struct
import threading

import pytest
from wingws_simulator.shell.board import Board, BoardView
from wingws_simulator.shell.connections_client import ConnectionsClient

ID = "BFaT_fALIAMCKug="
GET = ("GET", "/prod/@connections/", ID, "h:1")
POST = ("POST", "/prod/@connections/", ID, "h:1", b"a\nb")


def frame(data):
    return struct.pack("!I", len(data)) + data


class Ends:
    """The client, what it has sent, and what it is answered."""

    def __init__(self):
        self._channel, self._sent = socket.socketpair()
        self._inside, self.answers = socket.socketpair()
        self._sent.setblocking(False)
        self.board = Board()
        view = BoardView(self.board.fd)
        self.client = ConnectionsClient(self._channel, self._inside, view)

    def sent(self):
        """Return what has been sent since the last time."""
        try:
            return self._sent.recv(65536)
        except BlockingIOError:
            return b""

    def close(self):
        for end in (self._channel, self._sent, self._inside, self.answers, self.board):
            end.close()


@pytest.fixture
def ends():
    """Both ends of a channel, and a board."""
    ends = Ends()
    yield ends
    ends.close()


def test_call(ends):
    """A call is one frame: a line with method, path and host, then the message."""
    ends.answers.sendall(frame(b"200\n"))
    assert ends.client.call(*POST) == (200, b"")
    assert ends.sent() == frame(b"POST /prod/@connections/BFaT_fALIAMCKug= h:1\na\nb")


def test_answer_in_pieces(ends):
    """An answer may come in pieces."""
    answer = frame(b"200\n" + b"x" * 99_999)
    threading.Thread(target=ends.answers.sendall, args=[answer]).start()
    assert ends.client.call(*GET) == (200, b"x" * 99_999)


def test_closed(ends):
    """A channel that is closed answers nothing, now and later."""
    ends.answers.shutdown(socket.SHUT_WR)
    assert ends.client.call(*GET) is None
    assert ends.client.call(*GET) is None


def test_broken_off(ends):
    """After a call that a signal broke off there are no more: answers would be late."""

    def give_up(*_):
        raise LookupError("by a signal")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    try:
        with pytest.raises(LookupError, match="by a signal"):
            ends.client.call(*GET)
    finally:
        signal.signal(signal.SIGALRM, before)
    ends.answers.sendall(frame(b"200\nlate"))
    assert ends.client.call(*GET) is None


def test_fork(ends):
    """A fork does not join in: two would read each other's answers."""
    child = os.fork()
    if child == 0:
        os._exit(0 if ends.client.call(*GET) is None else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert ends.sent() == b""


@pytest.fixture
def promised(ends):
    """The ends, with the connection on the board, and a promise about it."""
    tag = ends.board.new_tag()
    ends.board.is_valid = True
    ends.board.add(ID, tag)
    ends.answers.sendall(frame(b"200 %b 10\n" % tag.hex().encode()))
    ends.client.call(*POST)
    ends.sent()
    ends.tag = tag
    return ends


def test_promise(promised):
    """Once it is promised that posts succeed, they are sent and not waited for."""
    assert promised.client.call(*POST) == (200, b"")
    assert promised.sent() == frame(b"+" + promised.tag + ID.encode() + b"a\nb")


def refuse_all(ends):
    ends.board.is_valid = False


def close_connection(ends):
    ends.board.remove(ID, ends.tag)


def nothing(ends):
    pass


@pytest.mark.parametrize(
    ("change", "call"),
    [
        (refuse_all, POST),
        (close_connection, POST),
        (nothing, ("DELETE", *POST[1:])),
        (nothing, ("POST", "/dev/@connections/", *POST[2:])),
        (nothing, (*POST[:3], "h:2", b"")),
        (nothing, (*POST[:2], "AAAAAAAAAAAAAAA=", *POST[3:])),
        (nothing, (*POST[:2], "", *POST[3:])),
        (nothing, (*POST[:4], b"x" * 11)),
        (nothing, (*POST[:4], b"\xff")),
    ],
)
def test_no_promise(promised, change, call):
    """What was not promised is asked."""
    change(promised)
    promised.answers.sendall(frame(b"410\n"))
    assert promised.client.call(*call) == (410, b"")
    assert promised.sent()[4:].startswith(call[0].encode() + b" ")
