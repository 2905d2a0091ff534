"""``wingws faults``: what goes wrong on a stack's simulator, on demand."""

import argparse
import sys

from pulumi_wingws.errors import ConfigurationError
from pulumi_wingws.project import project_root
from pulumi_wingws.targets.simulator import Simulator

from .stacks import only_stack

__all__ = ["add_faults"]


def add_faults(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "faults", help="let things go wrong on a simulator, or show what does"
    )
    command.add_argument(
        "faults",
        nargs="*",
        metavar="NAME=VALUE",
        help="for example crashes=0.1; all are shown if left out",
    )
    command.add_argument("--off", action="store_true", help="end all of them, first")
    command.add_argument("--stack", help="the stack; needed when several are running")
    command.set_defaults(run=_faults)


def _faults(options: argparse.Namespace) -> None:
    root = project_root()
    given = dict(map(_parse, options.faults))
    simulator = Simulator(root, options.stack or only_stack(root, "daemon.json"))
    if options.off:
        given = {**dict.fromkeys(simulator.change_faults({}), 0.0), **given}
    for name, value in simulator.change_faults(given).items():
        sys.stdout.write(f"{name}={value:g}\n")


def _parse(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        return name, float(value)
    except ValueError as exc:
        raise ConfigurationError(
            f"fault {text!r} is malformed; expected NAME=VALUE, as in crashes=0.1"
        ) from exc
