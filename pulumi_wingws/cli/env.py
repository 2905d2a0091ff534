"""``wingws env``: what lets any AWS SDK of the shell act on a stack's simulator."""

import argparse
import json
import shlex
import sys

from .stacks import Commands, add_stack, simulator_of

__all__ = ["add_env"]


def add_env(commands: Commands) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "env", help="print the variables that point AWS SDKs at a stack's simulator"
    )
    add_stack(command)
    command.add_argument("--json", action="store_true", help="for programs")
    command.set_defaults(run=_env)


def _env(options: argparse.Namespace) -> None:
    variables = simulator_of(options).credentials()
    if options.json:
        sys.stdout.write(json.dumps(variables, indent=2, sort_keys=True) + "\n")
        return
    for name, value in sorted(variables.items()):
        sys.stdout.write(f"export {name}={shlex.quote(value)}\n")
