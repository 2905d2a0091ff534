"""Which API a command speaks to, and how it asks to be let in."""

import argparse
import re
from typing import Any

from pulumi_wingws.errors import ConfigurationError

from .stacks import add_stack, simulator_of

__all__ = ["add_address", "address_of"]

_IAM = "AWS_IAM"

# https://www.rfc-editor.org/rfc/rfc9110#section-5.5
_PRINTABLE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*")


def add_address(command: argparse.ArgumentParser) -> None:
    """Let a command have an API's URL, or the name of one that runs here."""
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
        "--iam",
        action="store_true",
        help="sign the handshake with the AWS credentials of the shell; a name that "
        "needs it is signed with the stack's anyway",
    )


def address_of(options: argparse.Namespace) -> tuple[str, Any, str]:
    """Return the URL, and what to sign it with: credentials or None, and the region.

    Raises:
        ConfigurationError: it is no WebSocket's, or there are no credentials.
    """
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


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip() or not _PRINTABLE.fullmatch(value):
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
