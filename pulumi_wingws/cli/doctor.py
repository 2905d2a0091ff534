"""``wingws doctor``: what is wrong with a machine or a stack, and what mends it."""

import argparse
import itertools
import json
import sys
from dataclasses import asdict

from pulumi_wingws.project import project_root

from .arguments import stack
from .finding import Finding
from .stacks import Commands

__all__ = ["add_doctor"]


def add_doctor(commands: Commands) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "doctor",
        help="tell what is wrong with the machine or a stack, and what mends it; "
        "exits with 1 if anything is",
    )
    command.add_argument(
        "--stack", type=stack, help="the stack; all of the project if left out"
    )
    command.add_argument("--json", action="store_true", help="for programs")
    command.set_defaults(run=_doctor)


def _doctor(options: argparse.Namespace) -> int:
    from .machine_checks import check_machine
    from .progress import shown
    from .stack_checks import check_project

    root = project_root()
    checks = itertools.chain(check_machine(root), check_project(root, options.stack))
    findings = [*(checks if options.json else shown(checks, "looking"))]
    if options.json:
        content = [{**asdict(each), "ok": each.ok} for each in findings]
        sys.stdout.write(json.dumps({"findings": content}, indent=2) + "\n")
    else:
        _print(findings)
    return 0 if all(each.ok for each in findings) else 1


def _print(findings: list[Finding]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True, highlight=False)
    for each in findings:
        word = ("ok    ", "green") if each.ok else ("wrong ", "bold red")
        console.print(Text.assemble(word, f"{each.check}: {each.text}"))
        if each.mend:
            console.print(Text.assemble("      ", (each.mend, "bold")))
