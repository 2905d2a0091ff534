"""Archives as the engine sends them: a signature, a hash, and a path."""

import io
import zipfile
from pathlib import Path

__all__ = ["comparable", "zipped"]

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"


def comparable(properties):
    """Return top-level properties with each archive as what is in it, not where."""
    return {
        key: value["hash"] if _is_archive(value) else value
        for key, value in properties.items()
    }


def zipped(archive):
    """Return an archive of a path as the bytes of a zip file."""
    assert _is_archive(archive), archive
    path = Path(archive["path"])
    if path.is_file():
        return path.read_bytes()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for each in sorted(path.rglob("*")):
            if each.is_file():
                file.write(each, each.relative_to(path))
    return buffer.getvalue()


def _is_archive(value):
    return isinstance(value, dict) and value.get(_SIGNATURE) == _ARCHIVE
