"""Values that several commands take: what is none is a wrong argument."""

import argparse
import os
import re
from pathlib import Path

__all__ = ["completed_by_files", "count", "new_file", "seconds", "stack", "token"]

#: As `shtab.FILE`, which other commands need not wait for.
_FILES = {
    "bash": "_shtab_compgen_files",
    "fish": "(__fish_complete_path (commandline -ct))",
    "zsh": "_files",
}

# https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")

# https://www.pulumi.com/docs/iac/concepts/stacks/
_STACK = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9_.-]{1,100}")


def count(text: str) -> int:
    """Return how many of something."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no number of them; expected a whole number, 0 or more"
        )
    return int(text)


def completed_by_files(argument: argparse.Action) -> None:
    """Let a shell complete an argument by names of files, as shtab wants to be told."""
    argument.complete = _FILES  # type: ignore[attr-defined]


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


def stack(text: str) -> str:
    """Return a stack's name, which is that of its folder, too."""
    if not _STACK.fullmatch(text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no stack's name; expected up to 100 letters, digits, dots, "
            "hyphens and underscores"
        )
    return text


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


def token(text: str) -> str:
    """Return a word of HTTP, as a subprotocol is one."""
    if not _TOKEN.fullmatch(text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no subprotocol; expected one word, as in chat.v1"
        )
    return text
