"""Artifacts on disk: immutable folders named after what is in them."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path, PurePosixPath

from .model import Slice

__all__ = ["write_build"]

_TIME = 315532800  # 1980-01-01T00:00:00Z, the first instant that a zip file can say


def write_build(artifact: Slice, folder: Path) -> Path:
    """Write an artifact below `folder`, all or nothing, unless it is there.

    Returns:
        The artifact's folder, `folder/<sha256>`.
    """
    target = folder / artifact.sha256
    if target.is_dir():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    paths = map(PurePosixPath, artifact.files)
    folders = sorted({parent for path in paths for parent in path.parents})
    try:
        for each in folders:
            (temporary / each).mkdir(exist_ok=True)
        for path, content in artifact.files.items():
            _write(temporary / path, content)
        for each in folders:
            (temporary / each).chmod(0o755)
            os.utime(temporary / each, (_TIME, _TIME))
        temporary.rename(target)
    except OSError:
        shutil.rmtree(temporary, ignore_errors=True)
        if not target.is_dir():  # another process may have been first
            raise
    return target


def _write(file: Path, content: bytes) -> None:
    """Write a file that does not tell who wrote it, and when."""
    with file.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fchmod(stream.fileno(), 0o644)
        os.utime(stream.fileno(), (_TIME, _TIME))
