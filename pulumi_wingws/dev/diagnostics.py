"""Say why a program cannot run as a compiler would: place, line, caret, way there."""

import linecache
import traceback
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import pulumi
from wingws_runtime import WingWsError

__all__ = ["describe"]


def describe(error: BaseException, root: Path) -> str:
    """Describe what ended a program, with the user's lines only.

    Args:
        root: the project's folder; paths are shown relative to it.
    """
    if isinstance(error, pulumi.RunError):
        return str(error)
    if isinstance(error, SystemExit):
        status = 0 if error.code is None else error.code
        problem = f"the program ended itself, with status {status!r}"
    else:
        problem = _problem(error)
    if isinstance(error, SyntaxError) and error.filename:
        return _syntax_error(error, problem, root)
    frames = _frames(error, root)
    if not frames and isinstance(error, SyntaxError | WingWsError):
        return problem
    if not frames:
        return "".join(traceback.format_exception(error)).rstrip()
    *callers, last = frames
    lines = [f"{_place(last, root)}: {problem}", *_excerpt(last)]
    lines += [f"  in {last.name}"] if last.name != "<module>" else []
    lines += _counted(
        f"  called by {_place(frame, root)}: {frame.line}"
        for frame in reversed(callers)
    )
    if error.__cause__ is not None:
        lines.append(f"  because of {_problem(error.__cause__)}")
    return "\n".join(lines)


def _counted(lines: Iterable[str]) -> list[str]:
    """Say a line that repeats once, and how often: a recursion has a thousand."""
    counts = [(line, len([*same])) for line, same in groupby(lines)]
    return [line if n == 1 else f"{line}, {n} times" for line, n in counts]


def _problem(error: BaseException) -> str:
    if isinstance(error, WingWsError):
        return str(error)
    # With "Did you mean", notes, and without the places of a syntax error.
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    return "".join(traceback.format_exception_only(error)).rstrip()


def _syntax_error(error: SyntaxError, problem: str, root: Path) -> str:
    assert error.filename is not None
    line, column = error.lineno or 1, max(error.offset or 1, 1)
    lines = [f"{_relative(error.filename, root)}:{line}:{column}: {problem}"]
    if error.text:
        end = error.end_offset if error.end_lineno in (None, error.lineno) else None
        lines += _underlined(error.text, column - 1, (end or column) - 1)
    return "\n".join(lines)


def _frames(error: BaseException, root: Path) -> list[traceback.FrameSummary]:
    """List the frames in the user's files, outermost first."""
    stack = traceback.TracebackException.from_exception(error).stack
    return [
        frame
        for frame in stack
        if frame.filename.startswith(f"{root}/")
        and "site-packages" not in frame.filename
    ]


def _place(frame: traceback.FrameSummary, root: Path) -> str:
    column = _column(frame)
    return f"{_relative(frame.filename, root)}:{frame.lineno}:{column + 1}"


def _excerpt(frame: traceback.FrameSummary) -> list[str]:
    text = _text(frame)
    if not text.strip():
        return []
    is_one_line = frame.end_lineno in (None, frame.lineno)
    end = _characters(text, frame.end_colno) if is_one_line else None
    return _underlined(text, _column(frame), end or len(text.rstrip()))


def _column(frame: traceback.FrameSummary) -> int:
    return _characters(_text(frame), frame.colno) or 0


def _text(frame: traceback.FrameSummary) -> str:
    return linecache.getline(frame.filename, frame.lineno or 0)


def _characters(text: str, column: int | None) -> int | None:
    """Turn a column in bytes, as Python has it, into one in characters."""
    if column is None:
        return None
    return len(text.encode()[:column].decode(errors="ignore"))


def _underlined(text: str, start: int, end: int) -> list[str]:
    """Show a line without its indentation, and a part of it underlined."""
    text = text.rstrip("\n")
    stripped = text.lstrip()
    removed = len(text) - len(stripped)
    start = max(start - removed, 0)
    width = max(end - removed - start, 1)
    before = "".join("\t" if c == "\t" else " " for c in stripped[:start])
    return [f"    {stripped}", f"    {before}{'^' * width}"]


def _relative(filename: str, root: Path) -> str:
    path = Path(filename)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else filename
