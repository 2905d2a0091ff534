"""``wingws``: what a person asks of a stack.

``wingws new`` writes a project that ``wingws dev`` can serve.
``wingws dev`` serves the program of the current folder, and applies edits to it.
``wingws console`` prints where the page is that shows what goes on in its simulator.
``wingws explain`` shows what became of each handler.
``wingws faults`` lets things go wrong on its simulator.
``eval "$(wingws env)"`` lets any AWS SDK of the shell, a plain boto3 script say, act on
the stack: its tables, and the ``@connections`` of its APIs.
``wingws table`` lists its tables, and shows, exports and imports their rows.
"""

import argparse
import shlex
import sys
from collections.abc import Sequence

from wingws_runtime import WingWsError

from pulumi_wingws.project import project_root
from pulumi_wingws.targets.simulator import Simulator

from .console import add_console
from .dev import add_dev
from .explain import add_explain
from .faults import add_faults
from .new import add_new
from .stacks import only_stack
from .table import add_table

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        The exit status: 0, or 1 with the reason on standard error.
    """
    parser = argparse.ArgumentParser(prog="wingws", description=__doc__)
    commands = parser.add_subparsers(required=True)
    add_new(commands)
    add_dev(commands)
    env = commands.add_parser(
        "env", help="print the variables that point AWS SDKs at a stack's simulator"
    )
    env.add_argument("--stack", help="the stack; needed when several are running")
    env.set_defaults(run=_env)
    add_console(commands)
    add_explain(commands)
    add_faults(commands)
    add_table(commands)
    options = parser.parse_args(arguments)
    try:
        options.run(options)
    except WingWsError as exc:
        sys.stderr.write(f"wingws: {exc}\n")
        return 1
    return 0


def _env(options: argparse.Namespace) -> None:
    root = project_root()
    simulator = Simulator(root, options.stack or only_stack(root, "daemon.json"))
    for name, value in sorted(simulator.credentials().items()):
        sys.stdout.write(f"export {name}={shlex.quote(value)}\n")
