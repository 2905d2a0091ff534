"""``wingws``: what a person asks of a running simulator.

``eval "$(wingws env)"`` lets any AWS SDK of the shell, a plain boto3 script say, act on
the stack: its tables, and the ``@connections`` of its APIs.
"""

import argparse
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from wingws_runtime import WingWsError

from pulumi_wingws.errors import ConfigurationError
from pulumi_wingws.project import project_root, stack_folder
from pulumi_wingws.targets.simulator import Simulator

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        The exit status: 0, or 1 with the reason on standard error.
    """
    parser = argparse.ArgumentParser(prog="wingws", description=__doc__)
    commands = parser.add_subparsers(required=True)
    env = commands.add_parser(
        "env", help="print the variables that point AWS SDKs at a stack's simulator"
    )
    env.add_argument("--stack", help="the stack; needed when several are running")
    env.set_defaults(run=_env)
    options = parser.parse_args(arguments)
    try:
        options.run(options)
    except WingWsError as exc:
        sys.stderr.write(f"wingws: {exc}\n")
        return 1
    return 0


def _env(options: argparse.Namespace) -> None:
    root = project_root()
    simulator = Simulator(root, options.stack or _only_stack(root))
    for name, value in sorted(simulator.credentials().items()):
        sys.stdout.write(f"export {name}={shlex.quote(value)}\n")


def _only_stack(root: Path) -> str:
    daemons = stack_folder(root, "").glob("*/daemon.json")
    stacks = sorted(path.parent.name for path in daemons)
    if len(stacks) != 1:
        found = ", ".join(stacks) or "none; run `pulumi up` with target sim"
        raise ConfigurationError(f"name a stack with --stack; there are: {found}")
    return stacks[0]
