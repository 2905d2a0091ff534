"""``wingws console``: where the page is that shows what goes on in a stack."""

import argparse
import sys

from .stacks import Commands, add_stack, simulator_of

__all__ = ["add_console"]


def add_console(commands: Commands) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "console", help="print the address of the simulator's page, token included"
    )
    add_stack(command)
    command.set_defaults(run=_console)


def _console(options: argparse.Namespace) -> None:
    simulator = simulator_of(options)
    simulator.ask("hello")  # else nobody serves the page
    sys.stdout.write(f"{simulator.console_url()}\n")
