"""Which stack a command is about."""

import argparse
from pathlib import Path
from typing import TypeAlias

from pulumi_wingws.errors import ConfigurationError
from pulumi_wingws.project import project_root, stack_folder
from pulumi_wingws.targets.simulator import Simulator

from .arguments import stack

__all__ = ["Commands", "add_stack", "only_stack", "simulator_of", "stacks_with"]

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""What commands are added to; argparse has no other name for it."""


def add_stack(command: argparse.ArgumentParser, *, default: str | None = None) -> None:
    """Add the option that names a stack."""
    command.add_argument(
        "--stack",
        type=stack,
        default=default,
        help="the stack; needed when several are running",
    )


def simulator_of(options: argparse.Namespace) -> Simulator:
    """Return the simulator of the stack that is named, else of the only one that runs.

    Raises:
        ConfigurationError: no stack is named, and none or several could be meant.
    """
    root = project_root()
    if options.stack is not None:
        return Simulator(root, options.stack)
    simulators = [Simulator(root, name) for name in stacks_with(root, "daemon.json")]
    running = [each for each in simulators if each.hello() is not None]
    if len(running) == 1:
        return running[0]
    return Simulator(root, only_stack(root, "daemon.json"))


def stacks_with(root: Path, file: str) -> list[str]:
    """Return the stacks of a project whose folder has a file."""
    files = stack_folder(root, "").glob(f"*/{file}")
    return sorted(path.parent.name for path in files)


def only_stack(root: Path, file: str) -> str:
    """Return the only stack of a project whose folder has a file.

    Raises:
        ConfigurationError: there is none, or there are several.
    """
    stacks = stacks_with(root, file)
    if not stacks:
        raise ConfigurationError(
            f"no stack of {root} has run here; run `pulumi up` or `wingws dev` first"
        )
    if len(stacks) > 1:
        raise ConfigurationError(
            f"name a stack with --stack; there are: {', '.join(stacks)}"
        )
    return stacks[0]
