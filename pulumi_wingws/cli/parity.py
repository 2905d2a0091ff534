"""``wingws parity``: plays conversations against an API, and says what is different."""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from pulumi_wingws.errors import ConfigurationError

from .address import add_address, address_of
from .arguments import completed_by_files, seconds
from .screen import harmless
from .stacks import Commands

if TYPE_CHECKING:
    from pulumi_wingws.conversations import Conversation, Difference

__all__ = ["add_parity"]

FOLDER = "conversations"


def add_parity(commands: Commands) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "parity",
        help="play recorded conversations against an API, deployed or simulated, and "
        "say what is different",
    )
    add_address(command)
    file = command.add_argument(
        "file",
        nargs="*",
        type=Path,
        help="what `wingws record`, `wingws connect --record` or the console has "
        f"written; left out, all of {FOLDER}/*.json",
    )
    completed_by_files(file)
    command.add_argument(
        "--patience",
        type=seconds,
        default=5.0,
        metavar="SECONDS",
        help="how long to wait for each message: 5",
    )
    command.add_argument(
        "--json", action="store_true", help="for programs: a line of JSON a file"
    )
    command.set_defaults(run=_compare)


def _compare(options: argparse.Namespace) -> int:
    from pulumi_wingws.conversations import Conversation

    files = options.file or sorted(Path(FOLDER).glob("*.json"))
    if not files:
        raise ConfigurationError(
            f"there are no conversations in {FOLDER}/; name files that "
            "`wingws record`, `wingws connect --record` or the console has written"
        )
    conversations = [(path, Conversation.read(path)) for path in files]
    tell = _tell_program if options.json else _tell_person
    return max(
        tell(path, conversation, asyncio.run(_replayed(conversation, options)))
        for path, conversation in conversations
    )


async def _replayed(
    conversation: "Conversation", options: argparse.Namespace
) -> "list[Difference]":
    from pulumi_wingws.conversations import replay

    url, credentials, region = address_of(options)

    def sign(url: str) -> str:
        if credentials is None:
            return url
        from .signed_url import signed

        return signed(url, credentials, region)

    return await replay(
        conversation,
        url,
        headers=options.header,
        query=dict(options.query),
        patience=options.patience,
        sign=sign,
    )


def _tell_person(
    path: Path, conversation: "Conversation", found: "Sequence[Difference]"
) -> int:
    steps = f"{len(conversation.steps)} steps"
    how = f"{len(found)} different" if found else "all the same"
    _write([f"{path}  {steps}, {how}", *(f"  {each}" for each in found)])
    return min(len(found), 1)


def _tell_program(
    path: Path, conversation: "Conversation", found: "Sequence[Difference]"
) -> int:
    differences = [asdict(each) for each in found]
    _write([json.dumps({"file": str(path), "differences": differences})])
    return min(len(found), 1)


def _write(lines: Iterable[str]) -> None:
    sys.stdout.write("".join(f"{harmless(line)}\n" for line in lines))
    sys.stdout.flush()
