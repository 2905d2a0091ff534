"""Which files of a project are watched, and when one of them was edited."""

import sys
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from watchfiles import DefaultFilter, awatch

__all__ = ["edits"]

_QUIET = 20
"""Milliseconds without a change after which an edit counts as done."""


async def edits(root: Path, notice: Callable[[str], None]) -> AsyncIterator[None]:
    """Yield after each edit of a project's files.

    Linux lets a user watch so many files and no more; then they are looked at in turn.
    https://man7.org/linux/man-pages/man7/inotify.7.html

    Args:
        notice: is told of that.
    """
    try:
        async for _ in _changes(root, is_polling=False):
            yield
    except (OSError, RuntimeError) as exc:  # as watchfiles passes it on
        notice(
            "the system watches no more files, so that each is looked at in turn: "
            f"{exc}; `sysctl fs.inotify` shows what it allows"
        )
    async for _ in _changes(root, is_polling=True):
        yield


def _changes(root: Path, *, is_polling: bool) -> AsyncIterator[object]:
    return awatch(
        root,
        watch_filter=_ProjectFiles(),
        step=_QUIET,
        recursive=True,
        # None lets the variable WATCHFILES_FORCE_POLLING say it.
        force_polling=is_polling or None,
    )


class _ProjectFiles(DefaultFilter):
    """Files that a person edits: no caches, no environments, nothing of ours."""

    ignore_dirs: Sequence[str] = (
        *DefaultFilter.ignore_dirs,
        ".wingws",
        ".pulumi",
        ".ruff_cache",
        "venv",
        Path(sys.prefix).name,
    )
