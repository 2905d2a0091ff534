"""Import artifacts in a bare interpreter, each in a process of its own.

This file runs as a script of `python -I -S -B`, where nothing but the standard library,
Lambda's own packages and an artifact can be imported. It imports what every artifact
imports before a user's code, then becomes a copy of itself for each of them, and says
on its output what each one holds. Nothing that one does is seen by another.
"""

from __future__ import annotations

import errno
import importlib
import importlib.util
import json
import os
import select
import signal
import sys
import time
import traceback
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, NoReturn

__all__ = ["run", "warm_up"]

_AT_ONCE = 4

_OURS = ("websocket", "dynamodb_table")
"""What nearly all artifacts have: each would compile it anew, which takes 25 ms."""

_NETWORK = frozenset({"socket.connect", "socket.getaddrinfo", "socket.sendto"})
_NETWORK |= {"socket.gethostbyname", "socket.gethostbyaddr", "socket.sendmsg"}
_PROCESSES = frozenset({"os.exec", "os.fork", "os.forkpty", "os.posix_spawn"})
_PROCESSES |= {"os.spawn", "os.system", "pty.spawn", "subprocess.Popen"}
_CHANGES = frozenset({"os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove"})
_CHANGES |= {"os.rename", "os.rmdir", "os.symlink", "os.truncate", "os.utime"}
_TWO_PATHS = frozenset({"os.link", "os.rename", "os.symlink"})
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class _Child:
    """A process that imports an artifact, and what it has said so far."""

    def __init__(self, pid: int, deadline: float) -> None:
        self.pid = pid
        self.deadline = deadline
        self.said = b""


def run(checks: list[dict[str, Any]], seconds: float) -> list[dict[str, Any]]:
    """Import artifacts, some side by side; answer what each of them holds.

    An answer without a value and without an error is of one that did not end in time.
    """
    waiting = list(enumerate(checks))
    children: dict[int, tuple[int, _Child]] = {}
    answers: dict[int, dict[str, Any]] = {}
    while waiting or children:
        while waiting and len(children) < _AT_ONCE:
            index, check = waiting.pop(0)
            pid, pipe = _fork(check)
            children[pipe] = index, _Child(pid, time.monotonic() + seconds)
        next_end = min(child.deadline for _, child in children.values())
        remaining = max(0.0, next_end - time.monotonic())
        for pipe in select.select([*children], [], [], remaining)[0]:
            index, child = children[pipe]
            data = os.read(pipe, 1 << 16)
            child.said += data
            if not data:
                answers[index] = _answer(child)
                _end(children.pop(pipe)[1], pipe)
        for pipe, (index, child) in [*children.items()]:
            if time.monotonic() >= child.deadline:
                answers[index] = {"late": True}
                _end(children.pop(pipe)[1], pipe)
    return [answers[index] for index in range(len(checks))]


def _fork(check: dict[str, Any]) -> tuple[int, int]:
    ours, theirs = os.pipe()
    if (pid := os.fork()) == 0:
        _import(check, theirs)
    os.close(theirs)
    return pid, ours


def _answer(child: _Child) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(child.said)
    except ValueError:
        return {"error": "the process ended", "frames": []}
    return answer


def _end(child: _Child, pipe: int) -> None:
    os.close(pipe)
    os.kill(child.pid, signal.SIGKILL)
    os.waitpid(child.pid, 0)


def _import(check: dict[str, Any], pipe: int) -> NoReturn:
    """Be the process of one artifact: import it as Lambda would, say what it holds."""
    try:
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        folder = check["path"][0]
        os.environ.clear()
        os.environ.update(check["environment"])
        os.chdir(folder)
        sys.path[:0] = check["path"]
        runtime = sys.modules["wingws_runtime"]
        runtime.__path__ = [str(Path(folder, "wingws_runtime"))]
        sys.addaudithook(lambda event, args: _refuse(event, args, folder))
        said = json.dumps(_values(check, folder)).encode()
        while said:
            said = said[os.write(pipe, said) :]
    finally:
        os._exit(0)


def _values(check: dict[str, Any], folder: str) -> dict[str, object]:
    try:
        importlib.import_module("index")
        values = {
            f"{module}.{name}": getattr(sys.modules[module], name)
            for module, name in check["names"]
        }
        return {"values": descriptions.describe(values, _handle, check["modules"])}
    except BaseException as error:
        summary = "".join(traceback.format_exception_only(error)).strip()
        return {"error": summary.split("\n")[-1], "frames": _frames(error, folder)}


def _handle(value: object) -> str | None:
    if isinstance(value, type | FunctionType | ModuleType):
        home = value.__name__ if isinstance(value, ModuleType) else value.__module__
        name = value.__name__.rpartition(".")[2]
        return f"runtime {name}" if home.startswith("wingws_runtime") else None
    if isinstance(value, Path):
        folder = Path(sys.modules["index"].__file__ or "").parent
        path: str | None = descriptions.path_below(value, folder)
        return path
    name = type(value).__name__
    if not type(value).__module__.startswith("wingws_runtime"):
        return None
    if name in {"Config", "DynamodbTable", "WebSocket"}:
        return f"{name} {getattr(value, 'name', '')}"
    if name == "Tombstone":
        return "buried"
    return "output" if name in {"Output", "TextOutput"} else None


def _frames(error: BaseException, folder: str) -> list[tuple[str, int, int]]:
    """Give the places in the artifact through which an error came, outermost first."""
    frames = []
    for frame in traceback.TracebackException.from_exception(error).stack:
        if frame.filename.startswith(folder):
            path = Path(frame.filename).relative_to(folder).as_posix()
            frames.append((path, frame.lineno or 1, getattr(frame, "colno", 0) or 0))
    if isinstance(error, SyntaxError) and (error.filename or "").startswith(folder):
        path = Path(error.filename or "").relative_to(folder).as_posix()
        frames.append((path, error.lineno or 1, (error.offset or 1) - 1))
    return frames


def _refuse(event: str, args: tuple[Any, ...], folder: str) -> None:
    """Refuse what a cold start must do without, and writing where Lambda cannot.

    https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
    """
    if event in _NETWORK:
        raise PermissionError("there is no network while an artifact is checked")
    if event in _PROCESSES:
        raise PermissionError("there are no processes while an artifact is checked")
    if event == "open" and isinstance(args[2], int) and args[2] & _WRITES:
        _refuse_writing(args[0], folder)
    if event in _CHANGES:
        for path in args[: 2 if event in _TWO_PATHS else 1]:
            _refuse_writing(path, folder)


def _refuse_writing(path: object, folder: str) -> None:
    if not isinstance(path, str | bytes | os.PathLike):
        return
    where = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - links are no matter
    in_artifact = where.startswith(folder + os.sep)
    if in_artifact or not f"{where}/".startswith(("/tmp/", "/dev/")):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), os.fsdecode(path))


def warm_up(folder: str) -> None:
    """Import what artifacts import first, and what is the same in all: ours."""
    sys.path.insert(0, folder)
    for each in _OURS:
        importlib.import_module(f"wingws_runtime.{each}")
    sys.path.remove(folder)


def _load(name: str) -> Any:
    """Load a file beside this one, so that no artifact finds it among the modules."""
    file = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    descriptions = _load("descriptions")
    for each in sys.argv[1:]:  # where the runtime is, if this was started ahead
        warm_up(each)
    # A line: who started this ahead, and forked, has a copy of the other end.
    question = json.loads(sys.stdin.readline())
    warm_up(question["checks"][0]["path"][0])
    json.dump(run(question["checks"], question["seconds"]), sys.stdout)
    sys.stdout.flush()
    os._exit(0)  # to take apart what it has imported takes longer than a check
