"""Writes a handler's exception to the log, as the user's program sees it."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from traceback import FrameSummary, TracebackException

from .denial import explain_denials

__all__ = ["is_logged", "log_failure", "traceback_text"]

logger = logging.getLogger(__name__)

OURS = str(Path(__file__).parent) + os.sep
EVENT_LOOP = str(Path(os.__file__).parent / "asyncio") + os.sep


def log_failure(error: Exception) -> None:
    """Log the traceback of `error`, the exception that a handler ended with."""
    root = os.environ.get("LAMBDA_TASK_ROOT", str(Path.cwd()))
    logger.error("%s", traceback_text(error, root))
    error.__wingws_logged__ = True  # type: ignore[attr-defined]


def is_logged(error: BaseException) -> bool:
    """Return whether :func:`log_failure` has already told of `error`."""
    return getattr(error, "__wingws_logged__", False)


def traceback_text(error: BaseException, root: str) -> str:
    """
    Return the traceback of `error` without the frames of the runtime.

    Args:
        error: The exception, with its causes.
        root: The artifact's folder; files below it are shown relative to it,
            which is how the user's own project names them.
    """
    explain_denials(error)
    report = TracebackException.from_exception(error)
    _rewrite(report, root.rstrip(os.sep) + os.sep)
    return "".join(report.format()).rstrip("\n")


def _rewrite(report: TracebackException, root: str) -> None:
    report.stack[:] = [frame for frame in report.stack if _is_users(frame)]
    for frame in report.stack:
        frame.filename = frame.filename.removeprefix(root)
    if isinstance(getattr(report, "filename", None), str):  # of a SyntaxError
        report.filename = report.filename.removeprefix(root)
    related = [report.__cause__, report.__context__, *(report.exceptions or ())]
    for other in related:
        if other is not None:
            _rewrite(other, root)


def _is_users(frame: FrameSummary) -> bool:
    return not frame.filename.startswith((OURS, EVENT_LOOP))
