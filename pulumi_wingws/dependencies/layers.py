"""Layers: folders of installed packages, immutable, shared by all of a user's projects.

A layer is known by what was asked for (versions and platform), so one that is there is
never looked at again, and needs no network. Its bytes are the same wherever it is made:
no bytecode, no record of who installed it, fixed modes and times.
https://docs.aws.amazon.com/lambda/latest/dg/python-layers.html
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .installer import find_installer
from .package import Pin, pins_text
from .platform import Platform

__all__ = ["Layer", "cache_folder", "layer_folder", "make_layer"]

#: What an installer leaves behind that differs from one time to the next.
_NOISE = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json")
_TIME = 315532800  # 1980-01-01T00:00:00Z, the first instant that a zip file can say


@dataclass(frozen=True)
class Layer:
    """Packages as Lambda finds them.

    Attributes:
        sha256: digest of the versions and the platform.
        folder: absolute; its only entry is ``python``, which goes on ``sys.path``.
        pins: the packages.
    """

    sha256: str
    folder: Path
    pins: tuple[Pin, ...]

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        files = self.folder.rglob("*")
        return sum(path.stat().st_size for path in files if path.is_file())


def cache_folder() -> Path:
    """Return where a user's layers are kept, https://specifications.freedesktop.org."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base, "pulumi-wingws").absolute()


def layer_folder(sha256: str) -> Path:
    """Return where the layer of that digest is, if it was made here."""
    return cache_folder() / "layers" / sha256


def make_layer(pins: Sequence[Pin], platform: Platform) -> Layer:
    """Install packages into a layer, unless it is there.

    Raises:
        MissingWheel: a package has no wheel for the platform.
        DependencyError: no index answers.
    """
    sha256 = _digest(pins, platform)
    layer = Layer(sha256, layer_folder(sha256), tuple(pins))
    if not layer.folder.is_dir():
        with _locked(layer.folder.parent):
            if not layer.folder.is_dir():
                _make(layer, platform)
    return layer


def _digest(pins: Sequence[Pin], platform: Platform) -> str:
    text = json.dumps([pins_text(pins), platform.tag])
    return hashlib.sha256(text.encode()).hexdigest()


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one process at a time make layers. The lock is their folder itself."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _make(layer: Layer, platform: Platform) -> None:
    parent = layer.folder.parent
    for left in parent.glob(".new-*"):  # by somebody who was killed
        shutil.rmtree(left, ignore_errors=True)
    temporary = Path(tempfile.mkdtemp(prefix=".new-", dir=parent))
    try:
        find_installer().install(layer.pins, platform, temporary / "python")
        _tidy(temporary)
        temporary.rename(layer.folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _tidy(folder: Path) -> None:
    """Remove what no handler needs, then fix modes and times."""
    python = folder / "python"
    shutil.rmtree(python / "bin", ignore_errors=True)  # scripts name this interpreter
    (python / ".lock").unlink(missing_ok=True)
    for cache in sorted(python.rglob("__pycache__")):
        shutil.rmtree(cache)
    for info in python.glob("*.dist-info"):
        for name in _NOISE:
            (info / name).unlink(missing_ok=True)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
            continue
        is_runnable = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if is_runnable else 0o644)
        os.utime(path, (_TIME, _TIME))
    folder.chmod(0o755)
    os.utime(folder, (_TIME, _TIME))
