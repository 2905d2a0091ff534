"""``wingws status``: which stacks of a project run, where, and with how much."""

import argparse
import json
import sys
from typing import Any

from pulumi_wingws.errors import ConfigurationError, SimulatorError
from pulumi_wingws.project import project_root
from pulumi_wingws.targets.simulator import Simulator

from .stacks import Commands, add_stack, stacks_with

__all__ = ["add_status"]

Status = dict[str, Any]
"""Of one stack, as ``--json`` has it."""


def add_status(commands: Commands) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "status",
        help="show the simulators of the project; exits with 1 if none runs",
    )
    add_stack(command)
    command.add_argument("--json", action="store_true", help="for programs")
    command.set_defaults(run=_status)


def _status(options: argparse.Namespace) -> int:
    root = project_root()
    names = [options.stack] if options.stack else stacks_with(root, "daemon.json")
    if not names:
        raise ConfigurationError(
            f"no stack of {root} has a simulator; run `pulumi up` or `wingws dev` first"
        )
    found = [_of(Simulator(root, name)) for name in names]
    if options.json:
        sys.stdout.write(json.dumps({"stacks": found}, indent=2) + "\n")
    else:
        sys.stdout.write("\n".join(map(_text, found)) + "\n")
    return 0 if any(each["running"] for each in found) else 1


def _of(simulator: Simulator) -> Status:
    hello = simulator.hello()
    status: Status = {
        "stack": simulator.stack,
        "running": hello is not None,
        "port": simulator.kept_port(),
        "outlook": simulator.outlook(),
    }
    if hello is None:
        return status
    status |= {"version": hello.version, "python": hello.python}
    try:
        state = simulator.ask("state")
        connections = simulator.ask("connections")["connections"]
    except SimulatorError:
        if status["outlook"] is None:
            raise
        return status  # one of another version, which knows no such verbs
    return {**status, **_counted(state, connections)}


def _counted(state: dict[str, Any], connections: list[dict[str, Any]]) -> Status:
    return {
        "apis": [
            {
                "name": api["name"],
                "url": api["url"],
                "connections": sum(
                    each["api_id"] == api["api_id"] for each in connections
                ),
            }
            for api in state["apis"]
        ],
        "functions": [each["name"] for each in state["functions"]],
        "tables": [
            {"name": each["name"], "rows": each["item_count"]}
            for each in state["tables"]
        ],
        "faults": {name: value for name, value in state["faults"].items() if value},
    }


def _text(status: Status) -> str:
    if not status["running"]:
        return f"{status['stack']}: {status['outlook'] or 'has no simulator'}"
    lines = [
        f"{status['stack']}: runs on port {status['port']}, version "
        f"{status['version']}, Python {status['python']}"
    ]
    lines += [
        f"{api['name']}  {api['url']}  {api['connections']} connections"
        for api in status.get("apis", ())
    ]
    lines += [
        f"{each['name']}  {each['rows']} rows" for each in status.get("tables", ())
    ]
    faults = status.get("faults", {})
    lines += [f"fault {name}={value:g}" for name, value in faults.items()]
    if status["outlook"]:
        lines.append(status["outlook"])
    return "\n  ".join(lines)
