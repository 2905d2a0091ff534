"""Archives as the engine sends them: a signature, a hash, and a path or files."""

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
    """Return an archive, of a path or of files, as the bytes of a zip file."""
    assert _is_archive(archive), archive
    if "assets" in archive:
        assets = archive["assets"]
        return _zipped({name: assets[name]["path"] for name in assets})
    path = Path(archive["path"])
    if path.is_file():
        return path.read_bytes()
    files = (each for each in sorted(path.rglob("*")) if each.is_file())
    return _zipped({each.relative_to(path): each for each in files})


def _zipped(files):
    """Return files, by their names in it, as a zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, path in files.items():
            file.write(path, name)
    return buffer.getvalue()


def _is_archive(value):
    return isinstance(value, dict) and value.get(_SIGNATURE) == _ARCHIVE
