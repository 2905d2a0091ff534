"""Which files of a project are watched."""

import sys
from collections.abc import Sequence
from pathlib import Path

from watchfiles import DefaultFilter

__all__ = ["ProjectFiles"]


class ProjectFiles(DefaultFilter):
    """Files that a person edits: no caches, no environments, nothing of ours."""

    ignore_dirs: Sequence[str] = (
        *DefaultFilter.ignore_dirs,
        ".wingws",
        ".pulumi",
        ".ruff_cache",
        "venv",
        Path(sys.prefix).name,
    )
