"""What Lambda says of code that has no handler, or whose handler raised."""

from __future__ import annotations

import os
import sys
from types import TracebackType
from typing import Any

__all__ = ["LambdaError", "report"]


_TRACEBACK_SIZE = 65_536


class LambdaError(Exception):
    """
    A failure that Lambda has a name of its own for; its cause is the user's.

    Attributes:
        error_type: Lambda's name of the error.
    """

    def __init__(self, error_type: str, message: str) -> None:
        super().__init__(message)
        self.error_type = error_type


def report(error: Exception, root: str) -> dict[str, Any]:
    """
    Log `error` unless the runtime has done so, and return what the daemon is told.

    Args:
        error: What the import of the code, or the handler, ended with.
        root: The artifact's folder.
    """
    # Here and not above: the artifact brings the runtime that it was built with.
    from wingws_runtime.failure import is_logged, traceback_text

    error_type = getattr(error, "error_type", type(error).__name__)
    cause = error.__cause__ if isinstance(error, LambdaError) else None
    shown = cause or error
    shown.__traceback__ = _from_artifact(shown.__traceback__, root)
    text = traceback_text(shown, root)
    if not is_logged(error):
        sys.stdout.write(f"[ERROR] {error_type}: {error}\n{text}\n")
    told = {"error_type": error_type, "message": str(error)}
    return {**told, "traceback": text[:_TRACEBACK_SIZE]}


def _from_artifact(traceback: TracebackType | None, root: str) -> TracebackType | None:
    """Leave out the frames by which we came to the artifact's code."""
    inside = root + os.sep
    while traceback and not traceback.tb_frame.f_code.co_filename.startswith(inside):
        traceback = traceback.tb_next
    return traceback
