"""Watches code run: which lines, which breakpoints hit, what a traceback says.

It imports nothing but the standard library: it also runs where there is nothing else.
"""

import bdb
import contextlib
import linecache
import sys
import traceback
from pathlib import Path


class Interruption(BaseException):
    """What no handler expects."""


def run(call):
    """Call a function, whatever it raises."""
    with contextlib.suppress(BaseException):
        call()


def lines_of(call, folder):
    """Call a function; return [file, line] of what runs in a folder, each once."""
    ran = {}
    start = f"{folder}/"

    def trace(frame, event, argument):
        file = frame.f_code.co_filename
        if not file.startswith(start):
            return None
        if event == "line":
            ran[file.removeprefix(start), frame.f_lineno] = None
        return trace

    sys.settrace(trace)
    try:
        run(call)
    finally:
        sys.settrace(None)
    return list(map(list, ran))


def hits_of(call, folder, lines):
    """Call a function under a debugger that continues from breakpoint to breakpoint."""
    hits = {}

    class Debugger(bdb.Bdb):
        def user_line(self, frame):
            if self.break_here(frame):
                file = Path(frame.f_code.co_filename).relative_to(folder)
                hits[str(file), frame.f_lineno] = None
            self.set_continue()

    debugger = Debugger()
    for file, line in lines:
        problem = debugger.set_break(str(Path(folder, file)), line)
        assert problem is None, problem
    run(lambda: debugger.runcall(call))
    return list(map(list, hits))


def frame_of(call, folder, kind=Exception):
    """Call a function; return the innermost frame in a folder of what it raises.

    Returns:
        File, line, column, last line, last column, the text of these lines as a
        traceback shows them, and the code's name; None if nothing of this kind was
        raised.
    """
    try:
        call()
    except kind as exc:
        frames = traceback.TracebackException.from_exception(exc).stack
        own = [each for each in frames if Path(each.filename).is_relative_to(folder)]
        last = own[-1]
        file = str(Path(last.filename).relative_to(folder))
        place = [last.lineno, last.colno, last.end_lineno, last.end_colno]
        numbers = range(last.lineno, last.end_lineno + 1)
        text = "".join(linecache.getline(last.filename, each) for each in numbers)
        return [file, *place, text, last.name]
    return None


def interrupted_at(call, folder, file, line):
    """Call a function, and raise when it comes to a line; return the frame.

    None if somebody took the exception for his own: the program, or what prints one.
    """
    path = str(Path(folder, file))

    def trace(frame, event, argument):
        if event == "line" and frame.f_lineno == line:
            raise Interruption
        return trace

    def begin(frame, event, argument):
        return trace if frame.f_code.co_filename == path else None

    sys.settrace(begin)
    try:
        return frame_of(call, folder, Interruption)
    except BaseException:
        return None
    finally:
        sys.settrace(None)
