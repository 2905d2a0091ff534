"""``wingws record``: what all clients of an API say and hear, as a file."""

import argparse
import sys
from pathlib import Path
from typing import Any

from pulumi_wingws.errors import ConfigurationError, SimulatorError
from pulumi_wingws.targets.simulator import Simulator

from .arguments import completed_by_files, new_file
from .stacks import Commands, add_stack, simulator_of

__all__ = ["add_record"]


def add_record(commands: Commands) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "record",
        help="write what all clients of a WebSocket say and hear until Ctrl-C into a "
        "file, for `wingws parity` and tests",
    )
    file = command.add_argument("file", type=new_file, help="replaced if it is there")
    completed_by_files(file)
    command.add_argument(
        "--api", metavar="NAME", help="the WebSocket; needed when there are several"
    )
    command.add_argument(
        "--kept",
        action="store_true",
        help="write what has happened, as far as the simulator keeps it, and leave",
    )
    add_stack(command)
    command.set_defaults(run=_record)


def _record(options: argparse.Namespace) -> None:
    simulator = simulator_of(options)
    name, api_id = _api(simulator, options.api)
    after = 0 if options.kept else _last(simulator)
    if not options.kept:
        _tell(f"recording {name}; Ctrl-C ends it")
        _wait(simulator, after)
    answer = simulator.ask("conversation", api_id=api_id, after=after)
    for note in answer["notes"]:
        _tell(f"note: {note}")
    _write(options.file, answer["steps"])


def _api(simulator: Simulator, name: str | None) -> tuple[str, str]:
    """Return name and id of the API that is meant.

    Raises:
        ConfigurationError: there is none, or several could be meant.
    """
    apis = {api["name"]: api["api_id"] for api in simulator.ask("state")["apis"]}
    there = ", ".join(sorted(apis)) or "none"
    if name is None and len(apis) == 1:
        (name,) = apis
    if name is None:
        raise ConfigurationError(f"name a WebSocket with --api; there are: {there}")
    if name not in apis:
        raise ConfigurationError(
            f"WebSocket {name!r} is unknown; stack {simulator.stack!r} has: {there}"
        )
    return name, apis[name]


def _last(simulator: Simulator) -> int:
    """Return the number of the last event."""
    last: int = simulator.ask("logs", function=None, limit=0)["last"]
    return last


def _wait(simulator: Simulator, after: int) -> None:
    """Wait for Ctrl-C.

    Raises:
        SimulatorError: the simulator ends first, and what it has kept with it.
    """
    try:
        for _ in simulator.watch(after):
            pass
    except KeyboardInterrupt:
        return
    raise SimulatorError(
        f"the simulator of stack {simulator.stack!r} has stopped; nothing is written"
    )


def _write(file: Path, steps: list[dict[str, Any]]) -> None:
    from pulumi_wingws.conversations import Conversation

    if not steps:
        raise SimulatorError("no client has connected; nothing is written")
    Conversation(tuple(steps)).write(file)
    _tell(f"{file}: {len(steps)} steps")


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
