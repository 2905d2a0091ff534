"""``wingws console``: where the page is that shows what goes on in a stack."""

import argparse
import sys

from pulumi_wingws.project import project_root
from pulumi_wingws.targets.simulator import Simulator

from .stacks import Commands, add_stack, only_stack

__all__ = ["add_console"]


def add_console(commands: Commands) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "console", help="print the address of the simulator's page, token included"
    )
    add_stack(command)
    command.set_defaults(run=_console)


def _console(options: argparse.Namespace) -> None:
    root = project_root()
    stack = options.stack or only_stack(root, "daemon.json")
    sys.stdout.write(f"{Simulator(root, stack).console_url()}\n")
