"""``wingws stop``: a stack's simulator ends, and what it keeps stays."""

import argparse
import sys

from .progress import waiting
from .stacks import Commands, add_stack, simulator_of

__all__ = ["add_stop"]


def add_stop(commands: Commands) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "stop",
        help="stop a stack's simulator; `pulumi up` starts it again, with its rows",
    )
    add_stack(command)
    command.set_defaults(run=_stop)


def _stop(options: argparse.Namespace) -> None:
    simulator = simulator_of(options)
    with waiting(f"stopping {simulator.stack}"):  # $disconnect handlers have 5 s
        was_running = simulator.stop()
    how = "has stopped" if was_running else "was not running"
    sys.stdout.write(f"the simulator of stack {simulator.stack!r} {how}\n")
