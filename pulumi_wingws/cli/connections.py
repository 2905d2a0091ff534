"""``wingws connections``: who is connected to a stack's simulator."""

import argparse
import json
import sys
import time
from typing import Any

from pulumi_wingws.errors import SimulatorError
from pulumi_wingws.targets.simulator import Simulator

from .screen import harmless
from .stacks import Commands, add_stack, simulator_of

__all__ = ["add_connections", "api_of"]

Connection = dict[str, Any]
"""As the admin API has it, with the API's name."""


def add_connections(commands: Commands) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "connections", help="list the open connections of a stack's WebSockets"
    )
    add_stack(command)
    command.add_argument("--json", action="store_true", help="for programs")
    command.set_defaults(run=_connections)


def api_of(simulator: Simulator, connection_id: str) -> str:
    """Return the id of the API that has a connection.

    Raises:
        SimulatorError: none has.
    """
    for each in simulator.ask("connections")["connections"]:
        if each["connection_id"] == connection_id:
            return str(each["api_id"])
    raise SimulatorError(f"connection {connection_id!r} is gone, or never was")


def _connections(options: argparse.Namespace) -> None:
    simulator = simulator_of(options)
    names = {api["api_id"]: api["name"] for api in simulator.ask("state")["apis"]}
    found: list[Connection] = [
        {"api": names.get(each["api_id"]), **each}
        for each in simulator.ask("connections")["connections"]
    ]
    if options.json:
        sys.stdout.write(json.dumps({"connections": found}, indent=2) + "\n")
        return
    now = time.time()
    sys.stdout.writelines(_text(each, now) + "\n" for each in found)


def _text(connection: Connection, now: float) -> str:
    since = now - connection["connected_at"]
    idle = now - connection["last_active_at"]
    return "  ".join(
        [
            connection["connection_id"],
            str(connection["api"]),
            f"{connection['source_ip']}",
            f"open {since:.0f} s, idle {idle:.0f} s",
            f"in {connection['received_messages']}, out {connection['sent_messages']}",
            harmless(connection["user_agent"] or "-"),
        ]
    )
