"""``wingws connect``: a client of a WebSocket, for a person or a pipe."""

import argparse
import asyncio
from typing import Any
from urllib.parse import urlencode

from pulumi_wingws.errors import ConfigurationError

from .stacks import Commands, add_stack, simulator_of

__all__ = ["add_connect"]

_IAM = "AWS_IAM"


def add_connect(commands: Commands) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "connect",
        help="talk to a WebSocket: lines of standard input go out, messages come in",
    )
    command.add_argument(
        "url", help="a URL, or the name of a WebSocket of a running stack"
    )
    add_stack(command)
    command.add_argument(
        *("-H", "--header"),
        action="append",
        default=[],
        type=_header,
        metavar="NAME: VALUE",
        help="a header of the handshake; may be given again",
    )
    command.add_argument(
        "--query",
        action="append",
        default=[],
        type=_parameter,
        metavar="NAME=VALUE",
        help="a parameter of the query; may be given again",
    )
    command.add_argument(
        "--subprotocol",
        action="append",
        default=[],
        help="one to offer; may be given again",
    )
    command.add_argument(
        "--iam",
        action="store_true",
        help="sign the handshake with the AWS credentials of the shell; a name that "
        "needs it is signed with the stack's anyway",
    )
    command.add_argument(
        "--wait",
        type=_seconds,
        default=1.0,
        metavar="SECONDS",
        help="leave when a pipe has ended and no message came for this long: 1, or inf",
    )
    command.add_argument(
        "--json", action="store_true", help="for programs: a line of JSON an event"
    )
    command.set_defaults(run=_connect)


def _connect(options: argparse.Namespace) -> int:
    # What only this command needs costs the others no time.
    from .conversation import converse
    from .news import Person, Program

    plain, credentials, region = _address(options)
    url = _with_query(plain, options.query)
    if credentials is not None:
        from .signed_url import signed

        url = signed(url, credentials, region)
    talk = converse(
        url,
        headers=options.header,
        subprotocols=options.subprotocol,
        show=Program() if options.json else Person(),
        wait=options.wait,
        shown_url=plain.partition("?")[0],  # a query may hold what is secret
    )
    return 0 if asyncio.run(talk) else 1


def _address(options: argparse.Namespace) -> tuple[str, Any, str]:
    """Return the URL, and what to sign it with: credentials or None, and the region."""
    if "://" not in options.url:
        return _named(options)
    if not options.url.startswith(("ws://", "wss://")):
        raise ConfigurationError(
            f"URL {options.url!r} is no WebSocket's; expected ws://… or wss://…"
        )
    if not options.iam:
        return options.url, None, ""
    from .signed_url import own_credentials, region_of

    return options.url, own_credentials(), region_of(options.url)


def _named(options: argparse.Namespace) -> tuple[str, Any, str]:
    """Return the same of a WebSocket of a running stack."""
    simulator = simulator_of(options)
    apis = {api["name"]: api for api in simulator.ask("state")["apis"]}
    api = apis.get(options.url)
    if api is None:
        there = ", ".join(sorted(apis)) or "none"
        raise ConfigurationError(
            f"WebSocket {options.url!r} is unknown; stack {simulator.stack!r} has: "
            f"{there}"
        )
    connect = (r for r in api["routes"] if r["route_key"] == "$connect")
    if not options.iam and all(route["authorization"] != _IAM for route in connect):
        return api["url"], None, ""
    from botocore.credentials import Credentials

    variables = simulator.credentials()
    keys = variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"]
    return api["url"], Credentials(*keys), variables["AWS_REGION"]


def _with_query(url: str, parameters: list[tuple[str, str]]) -> str:
    if not parameters:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode(parameters)}"


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise argparse.ArgumentTypeError(
            f"{text!r} is no header; expected 'Name: value'"
        )
    return name.strip(), value.strip()


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no parameter; expected NAME=VALUE"
        )
    return name, value


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not seconds >= 0:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time; expected seconds, 0 or more, or inf"
        )
    return seconds
