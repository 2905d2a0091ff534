"""
The inside of an execution environment: a process that runs one function.

It becomes the function as Lambda would set it up (variables, folder, memory,
logging), imports its code, and then answers one event at a time until the
daemon closes the channel. Whatever else ends the process is the handler's own
doing, and the daemon sees to it.

An answer is ``=``, how long the handler ran, whether the log's pipe is empty, and a
JSON object. If it is, the next event may be one that was sent ahead; else the daemon
reads the pipe first, so that nothing is taken for another event's, and then sends one.

All that it writes goes to the standard streams, which are a pipe to the log.
"""

from __future__ import annotations

import fcntl
import importlib
import io
import json
import os
import resource
import signal
import socket
import struct
import sys
import termios
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from .board import BoardView
from .channel import Inbox
from .connections_client import ConnectionsClient
from .debugging import wait_for_debugger
from .isolation import isolate
from .lambda_context import LambdaContext
from .lambda_error import LambdaError, report
from .lambda_logging import set_up_logging
from .left_running import LeftRunning

__all__ = ["AHEAD", "ANSWERS", "BOARD", "CHANNEL", "HEAD", "main"]

CHANNEL = 3
"""The file descriptor by which an environment finds its end of the channel."""

ANSWERS = 4
"""The descriptor of the socket that brings the answers to calls of `@connections`."""

AHEAD = 5
"""The descriptor of the socket that brings events ahead."""

BOARD = 6
"""The descriptor of the board."""

HEAD = struct.Struct("!cd?")
"""What an answer begins with: ``=``, seconds, and whether the log's pipe is empty."""

Handler: TypeAlias = Callable[[Any, LambdaContext], Any]

MEGABYTE = 1024 * 1024

OK = {"statusCode": 200}


def main() -> NoReturn:
    """Be an execution environment, and then end the process as Python would."""
    for fd in (CHANNEL, ANSWERS, AHEAD, BOARD):
        os.set_inheritable(fd, False)
    # Open to the very end: what closes it and lives on runs into its timeout.
    channel = socket.socket(fileno=CHANNEL)
    answers = socket.socket(fileno=ANSWERS)
    inbox = Inbox(channel, socket.socket(fileno=AHEAD))
    board = BoardView(BOARD)
    os.close(BOARD)
    status = 1
    try:
        _run(inbox, Answers(ConnectionsClient(channel, answers, board)))
        status = 0
    except SystemExit as end:
        status = _exit_status(end)
    except BaseException:
        traceback.print_exc()
    _flush()
    os._exit(status)


def _exit_status(end: SystemExit) -> int:
    if end.code is None or isinstance(end.code, int):
        return (end.code or 0) & 0xFF
    sys.stderr.write(f"{end.code}\n")
    return 1


def _run(inbox: Inbox, answers: Answers) -> None:
    """
    Answer the daemon until it closes the channel.

    The first document says what to become, and what went wrong with it is its
    answer. Then each document is an event, each answer what the handler made of it.
    """
    if (order := inbox.receive(takes_ahead=False)) is None:
        return
    _become(order)
    sys.modules["wingws_channel"] = answers.client  # type: ignore[assignment]
    request_ids = set_up_logging()
    try:
        handler = _load(order["handler"])
    except Exception as error:
        answers.send(_told(error, order), duration=0.0)
        return
    left_running = LeftRunning()
    is_read = answers.send('"result":null', duration=0.0)
    while (invocation := inbox.receive(takes_ahead=is_read)) is not None:
        began = time.perf_counter()
        request_ids.request_id = invocation["request_id"]
        answer = _invoke(handler, invocation, order)
        if (line := left_running.tell()) is not None:
            sys.stdout.write(f"{line}\n")
        is_read = answers.send(answer, duration=time.perf_counter() - began)


def _become(order: Mapping[str, Any]) -> None:
    temporary = Path(os.environ["TMPDIR"]) / str(os.getpid())
    temporary.mkdir(0o700)
    os.environ.clear()
    os.environ.update({"TMPDIR": str(temporary), **order["variables"]})
    time.tzset()
    os.chdir(order["artifact"])
    sys.dont_write_bytecode = True  # an artifact is immutable
    for stream in (sys.stdout, sys.stderr):
        assert isinstance(stream, io.TextIOWrapper)
        stream.reconfigure(line_buffering=True)  # a crash loses nothing
    if (port := order.get("debug_port")) is not None:
        # What a debugger needs could not be imported in isolation, nor have its room.
        sys.path[:0] = [order["artifact"], *order["layers"]]
        wait_for_debugger(port)
        return
    isolate([order["artifact"], *order["layers"]])
    _limit_memory(order["memory_size"])


def _limit_memory(memory_size: int) -> None:
    # RLIMIT_DATA counts what a process may write to. RLIMIT_AS would also count
    # files that libraries map and address space that malloc reserves and never uses.
    # macOS takes the limit and ignores it.
    size = memory_size * MEGABYTE
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))


def _load(name: str) -> Handler:
    module_name, _, function_name = name.rpartition(".")
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        message = f"Unable to import module '{module_name}': {error}"
        raise LambdaError("Runtime.ImportModuleError", message) from error
    except SyntaxError as error:
        message = f"Syntax error in module '{module_name}': {error}"
        raise LambdaError("Runtime.UserCodeSyntaxError", message) from error
    if not hasattr(module, function_name):
        message = f"Handler '{function_name}' missing on module '{module_name}'"
        raise LambdaError("Runtime.HandlerNotFound", message)
    handler: Handler = getattr(module, function_name)
    return handler


def _invoke(
    handler: Handler, invocation: Mapping[str, Any], order: Mapping[str, Any]
) -> str:
    """Return what the handler made of an event, as a member of a JSON object."""
    context = LambdaContext(
        order["variables"],
        request_id=invocation["request_id"],
        function_arn=order["arn"],
        deadline=time.time() + order["timeout"],
    )
    try:
        result = handler(invocation["event"], context)
        return f'"result":{_marshal(result, order["payload_size"])}'
    except Exception as error:
        answer = _told(error, order)
        if isinstance(error, MemoryError):  # Lambda kills what needs too much
            _flush()
            os.kill(os.getpid(), signal.SIGKILL)
        return answer


def _marshal(result: object, payload_size: int) -> str:
    if result == OK:  # as nearly all are
        return '{"statusCode":200}'
    try:
        payload = json.dumps(result)
    except (TypeError, ValueError) as error:
        message = f"Unable to marshal response: {error}"
        raise LambdaError("Runtime.MarshalError", message) from error
    if len(payload) > payload_size:
        message = (
            "Response payload size exceeded maximum allowed payload size "
            f"({payload_size} bytes)."
        )
        raise LambdaError("Function.ResponseSizeTooLarge", message)
    return payload


def _told(error: Exception, order: Mapping[str, Any]) -> str:
    return json.dumps(report(error, order["artifact"]))[1:-1]


class Answers:
    """
    What the environment answers the daemon.

    Args:
        client: Takes the answers along, in order with calls of `@connections`.
    """

    def __init__(self, client: ConnectionsClient) -> None:
        self.client = client
        self._log = os.dup(sys.stdout.fileno())
        self._in_log = bytearray(struct.calcsize("i"))

    def send(self, answer: str, *, duration: float) -> bool:
        """
        Send an answer.

        Args:
            answer: The members of a JSON object.
            duration: How long it took, in seconds.

        Returns:
            Whether the daemon has read whatever was printed.
        """
        _flush()
        is_read = self._is_log_read()
        document = f'{{{answer},"memory_used":{_memory_used()}}}'
        self.client.send(HEAD.pack(b"=", duration, is_read) + document.encode())
        return is_read

    def _is_log_read(self) -> bool:
        if sys.platform != "linux":  # the end to write of a pipe can't tell elsewhere
            return False
        try:
            fcntl.ioctl(self._log, termios.FIONREAD, self._in_log)
        except OSError:  # the handler has closed it
            return False
        return not any(self._in_log)


def _flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()


def _memory_used() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // MEGABYTE if sys.platform == "darwin" else peak // 1024


if __name__ == "__main__":
    main()
