"""``wingws connect``: a client of a WebSocket, for a person or a pipe."""

import argparse
import asyncio
from urllib.parse import urlencode

from .address import add_address, address_of
from .arguments import completed_by_files, new_file, seconds, token
from .stacks import Commands

__all__ = ["add_connect"]


def add_connect(commands: Commands) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "connect",
        help="talk to a WebSocket: lines of standard input go out, messages come in",
    )
    add_address(command)
    command.add_argument(
        "--subprotocol",
        type=token,
        action="append",
        default=[],
        help="one to offer; may be given again",
    )
    command.add_argument(
        "--wait",
        type=seconds,
        default=1.0,
        metavar="SECONDS",
        help="leave when a pipe has ended and no message came for this long: 1, or inf",
    )
    record = command.add_argument(
        "--record",
        type=new_file,
        metavar="FILE",
        help="write the conversation into a file, for `wingws parity` and tests",
    )
    completed_by_files(record)
    command.add_argument(
        "--json", action="store_true", help="for programs: a line of JSON an event"
    )
    command.set_defaults(run=_connect)


def _connect(options: argparse.Namespace) -> int:
    # What only this command needs costs the others no time.
    from pulumi_wingws.conversations import Recording

    from .conversation import converse
    from .news import Person, Program

    plain, credentials, region = address_of(options)
    url = _with_query(plain, options.query)
    if credentials is not None:
        from .signed_url import signed

        url = signed(url, credentials, region)
    recording = Recording(
        _with_query(plain, options.query), options.header, options.subprotocol
    )
    talk = converse(
        url,
        headers=options.header,
        subprotocols=options.subprotocol,
        show=Program() if options.json else Person(),
        recording=recording,
        wait=options.wait,
        shown_url=plain.partition("?")[0],  # a query may hold what is secret
    )
    try:
        return 0 if asyncio.run(talk) else 1
    finally:
        if options.record is not None and recording.conversation.steps:
            recording.conversation.write(options.record)


def _with_query(url: str, parameters: list[tuple[str, str]]) -> str:
    if not parameters:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode(parameters)}"
