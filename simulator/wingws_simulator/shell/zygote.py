"""
The process that execution environments are forked from.

Theory of operation. Starting Python and importing boto3 takes a third of a
second; a copy of a process that has done so takes milliseconds. So the daemon
starts this process once, ``python -m wingws_simulator.shell.zygote FD``, and
asks it for environments over a socket that it inherits. It has one thread and
imports nothing of a user's, so that a fork of it is as good as a fresh process.

Requests are of a fixed size: a letter and the number that the daemon gave the
environment. `LAUNCH` brings file descriptors along: the environment's ends of its
channel, of the socket for answers to its calls and of that for events sent ahead, the
board, and its end of its log's pipe. `KILL` ends the environment with all that it
started. The only answers tell how an environment ended, whoever ended it.

Each environment has a folder for temporary files, which goes when it has ended. Only
`TMPDIR` leads there: without privileges no process can be given a /tmp of its own.

When the daemon is gone the socket says so, and everything here ends with it;
when this process is gone, the kernel ends the environments.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import selectors
import shutil
import signal
import socket
import struct
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeAlias

from . import environment
from .environment import AHEAD, ANSWERS, BOARD, CHANNEL

__all__ = [
    "ENDED",
    "KILL",
    "LAUNCH",
    "REQUEST",
    "Start",
    "Zygote",
    "fork",
    "main",
    "spawn",
]

Start: TypeAlias = Callable[[int, int, int, int, int], int]
"""Starts a process from the descriptors that `LAUNCH` brings, returns its pid."""

REQUEST = struct.Struct("!cQ")
"""A request: what to do, and the environment's number."""

ENDED = struct.Struct("!Qi")
"""An answer: an environment's number, and its exit status or, negated, signal."""

LAUNCH = b"L"
KILL = b"K"

DESCRIPTORS = 5

# What the runtime and handlers are likely to use.
MODULES = ("asyncio", "decimal", "logging", "uuid", "boto3")
SERVICES = ("apigatewaymanagementapi", "dynamodb", "ssm")

STDOUT, STDERR = 1, 2
PR_SET_PDEATHSIG = 1


class Zygote:
    """Launches environments, kills them, and tells how each ended."""

    def __init__(self, control: socket.socket, start: Start) -> None:
        self._control = control
        self._start = start
        self._is_wanted = True
        self._pids: dict[int, int] = {}  # by the environment's number
        # Environments make their folders in it, each named after its process.
        self._temporary = Path(tempfile.mkdtemp(prefix="wingws-"))
        os.environ["TMPDIR"] = str(self._temporary)
        tempfile.tempdir = None  # or they would go by what this process has found
        self._children_changed, self._wakeup = socket.socketpair()
        self._wakeup.setblocking(False)
        signal.set_wakeup_fd(self._wakeup.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self) -> None:
        """Do what the daemon asks until it is gone, then kill all environments."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ, self._take_request)
            selector.register(self._children_changed, selectors.EVENT_READ, self._reap)
            while self._is_wanted:
                for key, _ in selector.select():
                    key.data()
        for pid in self._pids.values():
            _kill(pid)
        for pid in self._pids.values():
            os.waitpid(pid, 0)
        shutil.rmtree(self._temporary, ignore_errors=True)

    def _take_request(self) -> None:
        request, fds, _, _ = socket.recv_fds(self._control, REQUEST.size, DESCRIPTORS)
        for fd in fds:
            os.set_inheritable(fd, False)
        if not request:
            self._is_wanted = False
            return
        action, number = REQUEST.unpack(request)
        if action == LAUNCH:
            self._launch(number, *fds)
        elif number in self._pids:
            _kill(self._pids[number])

    def _launch(self, number: int, *fds: int) -> None:
        try:
            self._pids[number] = self._start(*fds)
        except OSError:  # the machine has no room for another process
            self._tell(number, 1)
        finally:
            for fd in fds:
                os.close(fd)

    def _reap(self) -> None:
        self._children_changed.recv(4096)
        for number, pid in list(self._pids.items()):
            reaped, status = os.waitpid(pid, os.WNOHANG)
            if reaped:
                del self._pids[number]
                _kill(pid)  # the group outlives its leader: what it left running
                shutil.rmtree(self._temporary / str(pid), ignore_errors=True)
                self._tell(number, os.waitstatus_to_exitcode(status))

    def _tell(self, number: int, status: int) -> None:
        with contextlib.suppress(ConnectionError):
            self._control.sendall(ENDED.pack(number, status))


def _kill(pid: int) -> None:
    """Kill an environment and all that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def fork(channel: int, answers: int, ahead: int, board: int, log: int) -> int:
    """Start an environment as a copy of this process, and return its pid."""
    pid = os.fork()
    if pid == 0:
        _be_environment(channel, answers, ahead, board, log)
    with contextlib.suppress(PermissionError, ProcessLookupError):
        os.setpgid(pid, pid)  # here as well as there: a KILL must find the group
    return pid


def _be_environment(
    channel: int, answers: int, ahead: int, board: int, log: int
) -> NoReturn:
    """Run an environment in the process just forked."""
    try:
        os.setpgid(0, 0)
        _die_with_parent()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(log, STDOUT)
        os.dup2(log, STDERR)
        # They came with ascending numbers: none is overwritten by one before it.
        os.dup2(channel, CHANNEL)
        os.dup2(answers, ANSWERS)
        os.dup2(ahead, AHEAD)
        os.dup2(board, BOARD)
        os.closerange(BOARD + 1, os.sysconf("SC_OPEN_MAX"))
        environment.main()
    finally:
        os._exit(1)  # never back into the zygote's loop


def spawn(channel: int, answers: int, ahead: int, board: int, log: int) -> int:
    """Start an environment afresh, for systems whose libraries a fork may not use."""
    argv = [sys.executable, "-P", "-m", environment.__name__]
    redirections = [
        (os.POSIX_SPAWN_DUP2, log, STDOUT),
        (os.POSIX_SPAWN_DUP2, log, STDERR),
        (os.POSIX_SPAWN_DUP2, channel, CHANNEL),
        (os.POSIX_SPAWN_DUP2, answers, ANSWERS),
        (os.POSIX_SPAWN_DUP2, ahead, AHEAD),
        (os.POSIX_SPAWN_DUP2, board, BOARD),
    ]
    return os.posix_spawn(
        sys.executable, argv, os.environ, file_actions=redirections, setpgroup=0
    )


def _die_with_parent() -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def warm_up() -> None:
    """Do once what every environment would do when it starts, nothing of it theirs."""
    for name in MODULES:
        importlib.import_module(name)
    boto3 = importlib.import_module("boto3")
    for service in SERVICES:
        # Reads the services' descriptions into boto3's default session: a handler's
        # first client then takes 10 ms and not 140. Keys given here stay here.
        boto3.client(
            service, "us-east-1", aws_access_key_id="-", aws_secret_access_key="-"
        )
    gc.freeze()  # what is here now need not be looked at, and so copied, by each fork


def main() -> None:
    """Be the zygote of the daemon at the other end of the inherited socket."""
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    warm_up()
    Zygote(control, spawn if sys.platform == "darwin" else fork).serve()


if __name__ == "__main__":
    main()
