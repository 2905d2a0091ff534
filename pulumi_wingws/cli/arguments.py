"""Values that several commands take: what is none is a wrong argument."""

import argparse
import os
from pathlib import Path

__all__ = ["new_file", "seconds"]


def new_file(text: str) -> Path:
    """Return the path of a file to be written; it may be there.

    It is looked at before there is anything to write, which would be lost.
    """
    path = Path(text)
    if path.is_dir():
        raise argparse.ArgumentTypeError(f"{text!r} is a folder; expected a file")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise argparse.ArgumentTypeError(
            f"{text!r} cannot be written; expected a file in a folder that is there"
        )
    return path


def seconds(text: str) -> float:
    """Return a time."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not number >= 0:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time; expected seconds, 0 or more, or inf"
        )
    return number
