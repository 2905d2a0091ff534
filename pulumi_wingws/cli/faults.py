"""``wingws faults``: what goes wrong on a stack's simulator, on demand."""

import argparse
import json
import sys

from .stacks import Commands, add_stack, simulator_of

__all__ = ["add_faults"]


def add_faults(commands: Commands) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "faults", help="let things go wrong on a simulator, or show what does"
    )
    command.add_argument(
        "faults",
        nargs="*",
        type=_fault,
        metavar="NAME=VALUE",
        help="for example crashes=0.1; all are shown if left out",
    )
    command.add_argument("--off", action="store_true", help="end all of them, first")
    add_stack(command)
    command.add_argument("--json", action="store_true", help="for programs")
    command.set_defaults(run=_faults)


def _faults(options: argparse.Namespace) -> None:
    given = dict(options.faults)
    simulator = simulator_of(options)
    if options.off:
        given = {**dict.fromkeys(simulator.change_faults({}), 0.0), **given}
    faults = simulator.change_faults(given)
    if options.json:
        sys.stdout.write(json.dumps(faults, indent=2) + "\n")
        return
    for name, value in faults.items():
        sys.stdout.write(f"{name}={value:g}\n")


def _fault(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        return name, float(value)
    except ValueError as exc:
        raise argparse.ArgumentTypeError(
            f"fault {text!r} is malformed; expected NAME=VALUE, as in crashes=0.1"
        ) from exc
