"""``wingws console``: where the page is that shows what goes on in a stack."""

import argparse
import json
import sys

from pulumi_wingws.errors import SimulatorError
from pulumi_wingws.project import project_root, stack_folder

from .stacks import Commands, add_stack, only_stack

__all__ = ["add_console"]


def add_console(commands: Commands) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "console", help="print the address of the simulator's page, token included"
    )
    add_stack(command)
    command.set_defaults(run=_console)


def _console(options: argparse.Namespace) -> None:
    root = project_root()
    stack = options.stack or only_stack(root, "daemon.json")
    try:
        daemon = json.loads((stack_folder(root, stack) / "daemon.json").read_text())
    except FileNotFoundError:
        raise SimulatorError(
            f"the simulator of stack {stack!r} does not run; run `pulumi up`"
        ) from None
    # Behind the #: browsers send it to nobody, and the page takes it out of sight.
    address = f"http://127.0.0.1:{daemon['port']}/console/#token={daemon['token']}"
    sys.stdout.write(f"{address}\n")
