"""
What a handler has left running when it returns.

Lambda freezes an environment as soon as the handler has returned: threads, tasks and
processes stop there and then, and go on with the next event, if one comes. Here they
would go on, and nobody would notice before AWS that messages are lost.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import thread as executors
from contextlib import suppress
from typing import Any, TypeAlias
from weakref import WeakSet

__all__ = ["LeftRunning"]

Named: TypeAlias = Iterator[tuple[object, str]]

# asyncio.all_tasks() asks for a loop; this set has the tasks of all loops. From
# Python 3.14 on it lacks those of asyncio's own kind, and nothing is told of them.
_TASKS = "_scheduled_tasks" if sys.version_info >= (3, 12) else "_all_tasks"


class LeftRunning:
    """
    Tells what is left running, of each thing once.

    What runs when it is made is never told: it was there before any handler. To be
    made in an environment only, since from then on the process notes what is submitted
    to executors.
    """

    def __init__(self) -> None:
        self._known: WeakSet[object] = WeakSet()
        executors._WorkItem = _Call  # type: ignore[assignment, misc]
        self.tell()

    def tell(self) -> str | None:
        """
        Return a line about what runs and was not told before, or None.

        Threads count, calls submitted to executors, asyncio's tasks, and processes of
        `multiprocessing` and of `subprocess.Popen`, of the latter those that nobody
        holds any more. A thread of an executor that only waits for calls does not.
        """
        if _is_quiet():
            return None
        running = {each: name for look in _LOOKS for each, name in look()}
        new = [each for each in running if each not in self._known]
        self._known.update(new)
        if not new:
            return None
        names = ", ".join(dict.fromkeys(running[each] for each in new))
        return (
            f"[wingws] left running after the handler returned: {names}. "
            "On Lambda they stop with the return, until the next event."
        )


class _Call(executors._WorkItem[Any]):
    """
    A call that was submitted to an executor, and that `_submitted` has while it lives.

    Nothing else knows it all the time: in Python 3.13 it is in neither the queue nor
    the stack of the thread that it wakes.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        _submitted.add(self)

    @property
    def name(self) -> str:
        """What was submitted."""
        if sys.version_info >= (3, 14):
            return _name(self.task[0])
        else:
            return _name(self.fn)


_submitted: WeakSet[_Call] = WeakSet()


def _is_quiet() -> bool:
    """Whether nothing can be running, as nearly always: every event pays for this."""
    return (
        threading.active_count() == 1
        and not _kept("asyncio.tasks", _TASKS)
        and not _kept("subprocess", "_active")
        and not _kept("multiprocessing.process", "_children")
    )


def _kept(module: str, name: str) -> Collection[Any]:
    """Return what a module keeps; nothing, if nobody has imported it."""
    kept: Collection[Any] = getattr(sys.modules.get(module), name, ())
    return kept


def _threads() -> Named:
    for thread in threading.enumerate():
        if thread is threading.main_thread() or thread in executors._threads_queues:
            continue
        # One that C started and that once called Python: nobody knows when it ends.
        if not isinstance(thread, threading._DummyThread):
            yield thread, f"thread {thread.name!r}"


def _calls() -> Named:
    for call in _all(_submitted):
        if not call.future.done():
            yield call, f"submitted call ({call.name})"


def _tasks() -> Named:
    for task in _all(_kept("asyncio.tasks", _TASKS)):
        if not task.done():
            yield task, f"task {task.get_name()!r} ({_name(task.get_coro())})"


def _processes() -> Named:
    # Where subprocess puts what nobody holds and nobody has waited for.
    for popen in _all(_kept("subprocess", "_active")):
        if popen.poll() is None:
            yield popen, f"process {popen.pid}"
    for process in _all(_kept("multiprocessing.process", "_children")):
        if process.is_alive():
            yield process, f"process {process.pid}"


_LOOKS: tuple[Callable[[], Named], ...] = (_threads, _calls, _tasks, _processes)


def _all(things: Collection[Any]) -> list[Any]:
    with suppress(RuntimeError):  # another thread changes it just now
        return list(things)
    return []  # what is missed is told after the next event


def _name(function: object) -> str:
    name: str = getattr(function, "__name__", type(function).__name__)
    return name
