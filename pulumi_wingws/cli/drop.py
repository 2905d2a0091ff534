"""``wingws drop``: a connection ends, by the server or as if its time were over."""

import argparse

from .connections import api_of
from .stacks import Commands, add_stack, simulator_of

__all__ = ["add_drop"]

_REASONS = ("idle", "duration")


def add_drop(commands: Commands) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "drop", help="end connections, as `disconnect` of a handler or AWS does it"
    )
    command.add_argument(
        "connections",
        nargs="+",
        metavar="connection",
        help="ids, as `wingws connections` has them",
    )
    command.add_argument(
        "--reason",
        choices=_REASONS,
        help="as AWS ends it after ten minutes without a message, or two hours in all",
    )
    add_stack(command)
    command.set_defaults(run=_drop)


def _drop(options: argparse.Namespace) -> None:
    simulator = simulator_of(options)
    for each in options.connections:
        which = {"api_id": api_of(simulator, each), "connection_id": each}
        if options.reason:
            simulator.ask("expire", **which, reason=options.reason)
        else:
            simulator.ask("disconnect", **which)
