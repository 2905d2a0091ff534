"""``wingws completion``: what lets a shell complete commands and options."""

import argparse
import sys

from .stacks import Commands

__all__ = ["add_completion"]

_SHELLS = ("bash", "fish", "zsh")


def add_completion(commands: Commands, parser: argparse.ArgumentParser) -> None:
    """Add the command to the parser, which is what is completed."""
    command = commands.add_parser(
        "completion",
        help="print a script that lets a shell complete `wingws`",
    )
    command.add_argument(
        "shell", choices=_SHELLS, help='as in `eval "$(wingws completion bash)"`'
    )
    command.set_defaults(run=lambda options: _print(parser, options.shell))


def _print(parser: argparse.ArgumentParser, shell: str) -> None:
    import shtab

    sys.stdout.write(shtab.complete(parser, shell=shell))
