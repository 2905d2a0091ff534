"""The certificate of this machine, which the apps of a session share.

A simulator makes one where its stack has none, and that takes a processor as long as
the run of a small program.
"""

from pathlib import Path

__all__ = ["give", "keep"]

_files: dict[str, bytes] = {}


def give(folder: Path) -> None:
    """Put it into a stack's folder, if there has been an app before.

    Args:
        folder: the stack's, in a folder of which nobody else can see anything.
    """
    if _files:
        (folder / "tls").mkdir(parents=True)
    for name, content in _files.items():
        (folder / "tls" / name).write_bytes(content)


def keep(folder: Path) -> None:
    """Keep the one that a simulator has made in its stack's folder."""
    global _files
    file = folder / "tls" / "127.0.0.1.pem"
    if not _files and file.exists():  # the authority's is written before
        pair = (file, file.with_suffix(".ca"))
        _files = {each.name: each.read_bytes() for each in pair}
