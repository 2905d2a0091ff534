"""``wingws dev``: serve the program of the current folder, and edits to it."""

import argparse
import asyncio
import os

from pulumi_wingws.project import project_root

from .arguments import stack
from .stacks import Commands

__all__ = ["add_dev"]


def add_dev(commands: Commands) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "dev",
        help="serve the program on the simulator without Pulumi's CLI; apply edits",
    )
    command.add_argument(
        "--stack",
        type=stack,
        help="the stack; the selected one if its target is sim, else dev",
    )
    command.set_defaults(run=_dev)


def _dev(options: argparse.Namespace) -> None:
    # The other commands need not wait for these imports.
    from pulumi_wingws.dev.session import Session
    from pulumi_wingws.dev.terminal import Terminal

    root = project_root()
    os.chdir(root)  # where providers find the project

    async def serve() -> None:
        await Session(root, options.stack, Terminal()).run()

    asyncio.run(serve())
