"""The process that environments come from, by its protocol."""

import json
import os
import signal
import socket
import subprocess
import sys

import pytest
from wingws_simulator.shell.board import Board
from wingws_simulator.shell.channel import LENGTH, frame
from wingws_simulator.shell.environment import HEAD
from wingws_simulator.shell.zygote import ENDED, KILL, LAUNCH, REQUEST

PROGRAM = """
import socket, sys
from wingws_simulator.shell import zygote
control = socket.socket(fileno=int(sys.argv[1]))
zygote.Zygote(control, zygote.{}).serve()
"""


@pytest.fixture(params=["fork", "spawn"])
def control(request):
    """Return the socket of a zygote that starts environments in either way."""
    control, inside = socket.socketpair()
    argv = [sys.executable, "-c", PROGRAM.format(request.param), str(inside.fileno())]
    zygote = subprocess.Popen(argv, pass_fds=[inside.fileno()])
    inside.close()
    with control:
        yield control
    assert zygote.wait() == 0


def encode(document):
    return frame(json.dumps(document).encode())


def answer(channel):
    """Return what an environment answers, None if it is gone."""
    head = channel.recv(LENGTH.size, socket.MSG_WAITALL)
    if not head:
        return None
    said = channel.recv(*LENGTH.unpack(head), socket.MSG_WAITALL)
    assert said.startswith(b"=")
    return json.loads(said[HEAD.size :])


def launch(control, number):
    """Return the channel and the log of a new environment."""
    board = Board()
    channel, channel_inside = socket.socketpair()
    log, log_inside = os.pipe()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as none:  # nothing comes
        sockets = [channel_inside.fileno(), none.fileno(), none.fileno()]
        fds = [*sockets, board.fd, log_inside]
        socket.send_fds(control, [REQUEST.pack(LAUNCH, number)], fds)
    channel_inside.close()
    board.close()
    os.close(log_inside)
    return channel, os.fdopen(log, "rb")


def order(config):
    """Return what tells an environment to be the function."""
    return {
        "artifact": str(config.artifact),
        "layers": [],
        "handler": config.handler,
        "arn": config.arn,
        "memory_size": config.memory_size,
        "payload_size": 1000,
        "timeout": 3,
        "variables": {
            "AWS_LAMBDA_FUNCTION_NAME": "f",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
            "AWS_LAMBDA_LOG_GROUP_NAME": "group",
            "AWS_LAMBDA_LOG_STREAM_NAME": "stream",
        },
    }


def test_environment(control, function):
    """An environment answers events until its channel is closed."""
    config = function("def handler(e, c):\n    print('hi')\n    return e + 1")
    channel, log = launch(control, 7)
    with channel, log:
        channel.sendall(encode(order(config)))
        assert "error_type" not in answer(channel)
        for number in (1, 2):
            event = {"event": number, "request_id": "x"}
            channel.sendall(encode(event))
            assert answer(channel)["result"] == number + 1
        channel.shutdown(socket.SHUT_WR)
        assert ENDED.unpack(control.recv(ENDED.size)) == (7, 0)
        assert log.read() == b"hi\nhi\n"


def test_kill(control):
    """An environment that is killed says nothing more."""
    channel, log = launch(control, 2**40)
    with channel, log:
        control.sendall(REQUEST.pack(KILL, 2**40))
        assert ENDED.unpack(control.recv(ENDED.size)) == (2**40, -signal.SIGKILL)
        assert answer(channel) is None
        assert log.read() == b""
    control.sendall(REQUEST.pack(KILL, 2**40))


def test_end_of_the_daemon(control):
    """When the daemon is gone, so are the environments."""
    channel, log = launch(control, 1)
    with channel, log:
        control.shutdown(socket.SHUT_WR)
        assert answer(channel) is None
        assert log.read() == b""
