"""A layer as a zip file, as Lambda takes it."""

from __future__ import annotations

import os
import tempfile
import zipfile
from pathlib import Path

from .layers import Layer

__all__ = ["write_archive"]

_FIRST_DATE = (1980, 1, 1, 0, 0, 0)  # of a zip file


def write_archive(layer: Layer, folder: Path) -> Path:
    """Zip a layer, unless that has been done.

    Returns:
        The file, ``folder/<sha256>.zip``; the same layer gives the same bytes.
    """
    target = folder / f"{layer.sha256}.zip"
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(prefix=".new-", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w") as archive:
            for path in sorted(layer.folder.rglob("*")):
                if path.is_file():
                    _add(archive, path, path.relative_to(layer.folder).as_posix())
        Path(temporary).replace(target)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return target


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    entry = zipfile.ZipInfo(name, _FIRST_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = path.stat().st_mode << 16
    archive.writestr(entry, path.read_bytes())
