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
    try:
        for path, content in artifact.files.items():
            _write(temporary / path, content)
        for part in sorted({p for f in artifact.files for p in PurePosixPath(f).parents}):
            _fix(temporary / part, 0o755)
        temporary.rename(target)
    except OSError:
        shutil.rmtree(temporary, ignore_errors=True)
        if not target.is_dir():  # another process may have been first
            raise
    return target


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    _fix(file, 0o644)


def _fix(path: Path, mode: int) -> None:
    """Take away what tells who wrote a file or folder, and when."""
    path.chmod(mode)
    os.utime(path, (_TIME, _TIME))
