"""``wingws explain``: what became of a stack's handlers."""

import argparse
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from pulumi_wingws.errors import ConfigurationError
from pulumi_wingws.project import project_root

from .arguments import stack
from .stacks import Commands, only_stack

if TYPE_CHECKING:
    from pulumi_wingws.explanation import Explanation
    from pulumi_wingws.lints import Lint

__all__ = ["add_explain"]


def add_explain(commands: Commands) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "explain",
        help="show what handlers captured, their size, what they may do, and lints",
    )
    command.add_argument(
        "handler",
        nargs="?",
        help="a handler's name, function or route; all if left out",
    )
    command.add_argument(
        "--stack", type=stack, help="the stack; needed when there are several"
    )
    command.add_argument("--json", action="store_true", help="for programs")
    command.set_defaults(run=_explain)


def _explain(options: argparse.Namespace) -> None:
    # Here, since it takes a third of a second and other commands have no need of it.
    from pulumi_wingws.explanation import read_all

    root = project_root()
    name = options.stack or only_stack(root, "explain.json")
    found, lints = read_all(root, name)
    if options.handler is not None:
        found = _chosen(found, options.handler)
        lints = [each for each in lints if each.resource in {e.handler for e in found}]
    if options.json:
        content = {
            "handlers": [asdict(each) for each in found],
            "lints": [asdict(each) for each in lints],
        }
        sys.stdout.write(json.dumps(content, indent=2) + "\n")
    else:
        parts = [*(each.text for each in found), *_lints(lints)]
        sys.stdout.write("\n\n".join(parts) + "\n")


def _lints(lints: "list[Lint]") -> list[str]:
    return ["\n  ".join(["lints", *(each.text for each in lints)])] if lints else []


def _chosen(explanations: "list[Explanation]", name: str) -> "list[Explanation]":
    chosen = [e for e in explanations if name in (e.handler, e.function, e.route_key)]
    if not chosen:
        names = ", ".join(each.handler for each in explanations)
        raise ConfigurationError(f"handler {name!r} is unknown; there are: {names}")
    return chosen
