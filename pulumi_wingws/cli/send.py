"""``wingws send``: a message to a connection, as a handler's ``send_message``."""

import argparse
import sys

from .connections import api_of
from .stacks import Commands, add_stack, simulator_of

__all__ = ["add_send"]


def add_send(commands: Commands) -> None:
    """Add the command to the parser."""
    command = commands.add_parser("send", help="send a message to a connection")
    command.add_argument("connection", help="its id, as `wingws connections` has it")
    command.add_argument(
        "data", nargs="?", help="the message; standard input if left out"
    )
    add_stack(command)
    command.set_defaults(run=_send)


def _send(options: argparse.Namespace) -> None:
    simulator = simulator_of(options)
    api_id = api_of(simulator, options.connection)
    data = sys.stdin.read() if options.data is None else options.data
    simulator.ask("send", api_id=api_id, connection_id=options.connection, data=data)
