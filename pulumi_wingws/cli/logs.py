"""``wingws logs``: what handlers print, and their tracebacks."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from pulumi_wingws.errors import ConfigurationError, SimulatorError
from pulumi_wingws.project import project_root
from pulumi_wingws.targets.simulator import Simulator

from .arguments import count
from .screen import harmless
from .stacks import Commands, add_stack, simulator_of

__all__ = ["add_logs"]

Line = dict[str, Any]
"""``{"at": epoch seconds, "function": its name, "text": without a line's end}``."""


def add_logs(commands: Commands) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "logs",
        help="show what handlers printed since the simulator was started",
    )
    command.add_argument(
        "-f", "--follow", action="store_true", help="go on with what they print, too"
    )
    command.add_argument(
        "--handler", help="of this one only: its name, function or route"
    )
    command.add_argument(
        *("-n", "--lines"),
        type=count,
        default=100,
        help="how many of the last lines, 100",
    )
    add_stack(command)
    command.add_argument(
        "--json", action="store_true", help="for programs: a line of JSON each"
    )
    command.set_defaults(run=_logs)


def _logs(options: argparse.Namespace) -> None:
    simulator = simulator_of(options)
    names = _chosen(simulator, options.handler)
    write = _write_json if options.json else _writer()
    # All, for the last ones may be another handler's.
    answer = simulator.ask("logs", function=None, limit=sys.maxsize)
    found = [line for line in answer["lines"] if line["function"] in names]
    for line in found[len(found) - min(options.lines, len(found)) :]:
        write(line)
    if not options.follow:
        return
    for line in _followed(simulator, answer["last"]):
        # A handler that is new by now is known when it prints.
        if options.handler is None or line["function"] in names:
            write(line)
    raise SimulatorError(f"the simulator of stack {simulator.stack!r} has stopped")


def _followed(simulator: Simulator, after: int) -> Iterator[Line]:
    for event in simulator.watch(after):
        if event["type"] == "log":
            for text in event["text"].splitlines():
                yield {"at": event["at"], "function": event["function"], "text": text}
        elif event["type"] == "lost":
            sys.stderr.write(f"{event['count']} events came too fast, and are lost\n")


def _chosen(simulator: Simulator, handler: str | None) -> set[str]:
    """Return the names of the functions that are meant.

    Raises:
        ConfigurationError: there is no such handler.
    """
    functions = simulator.ask("state")["functions"]
    names = {each["name"] for each in functions}
    if handler is None:
        return names
    chosen = names & _explained(simulator.stack, handler)
    for each in functions:
        if handler in (each["name"], *each["purpose"]):
            chosen.add(each["name"])
    if not chosen:
        there = ", ".join(sorted(names)) or "none"
        raise ConfigurationError(f"handler {handler!r} is unknown; there are: {there}")
    return chosen


def _explained(stack: str, function: str) -> set[str]:
    """Return the handlers whose Python function has that name."""
    from pulumi_wingws.explanation import read_all

    try:
        found, _ = read_all(project_root(), stack)
    except ConfigurationError:
        return set()
    return {each.handler for each in found if each.function == function}


def _write_json(line: Line) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _writer() -> Callable[[Line], None]:
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True, highlight=False)

    def write(line: Line) -> None:
        at = time.strftime("%H:%M:%S", time.localtime(line["at"]))
        if not console.is_terminal:
            sys.stdout.write(f"{at} {line['function']}  {line['text']}\n")
            sys.stdout.flush()
            return
        name = f"{line['function']}  "
        text = harmless(line["text"])
        console.print(Text.assemble((f"{at} ", "dim"), (name, "cyan"), text))

    return write
