"""``wingws explain``: what became of a stack's handlers."""

import argparse
import json
import sys
from dataclasses import asdict

from pulumi_wingws.errors import ConfigurationError
from pulumi_wingws.explanation import Explanation, read_all
from pulumi_wingws.project import project_root

from .stacks import only_stack

__all__ = ["add_explain"]


def add_explain(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "explain", help="show what handlers captured, their size and what they may do"
    )
    command.add_argument(
        "handler",
        nargs="?",
        help="a handler's name, function or route; all if left out",
    )
    command.add_argument("--stack", help="the stack; needed when there are several")
    command.add_argument("--json", action="store_true", help="for programs")
    command.set_defaults(run=_explain)


def _explain(options: argparse.Namespace) -> None:
    root = project_root()
    found = read_all(root, options.stack or only_stack(root, "explain.json"))
    if options.handler is not None:
        found = _chosen(found, options.handler)
    if options.json:
        sys.stdout.write(json.dumps([asdict(each) for each in found], indent=2) + "\n")
    else:
        sys.stdout.write("\n\n".join(each.text for each in found) + "\n")


def _chosen(explanations: list[Explanation], name: str) -> list[Explanation]:
    chosen = [e for e in explanations if name in (e.handler, e.function, e.route_key)]
    if not chosen:
        names = ", ".join(each.handler for each in explanations)
        raise ConfigurationError(f"handler {name!r} is unknown; there are: {names}")
    return chosen
