"""How a client asks for a connection."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from ..conversations import Query
from .arguments import check_mapping, check_text

__all__ = ["Handshake", "checked_headers", "query_string"]

__tracebackhide__ = True  # pytest then shows the test's own line

_TOKEN = re.compile(r"[-\w!#$%&'*+.^`|~]+", re.ASCII)
"""https://www.rfc-editor.org/rfc/rfc9110#name-tokens"""

_TIMEOUT = 60.0
"""Seconds: an authorizer may take 29, and so may ``on_connect``."""


@dataclass(frozen=True)
class Handshake:
    """What a test says of a handshake.

    Attributes:
        headers: on top of those that each has.
        query: parameters of the URL; several values of one name are a list.
        subprotocols: to offer.
    """

    headers: Mapping[str, str] | None
    query: Query | None
    subprotocols: Sequence[str]

    def arguments(self, url: str) -> dict[str, Any]:
        """Return those of the library's ``connect``, either one's.

        Raises:
            TypeError, ValueError: something cannot be asked for.
        """
        query = query_string(self.query)
        return {
            "uri": f"{url}?{query}" if query else url,
            "additional_headers": checked_headers(self.headers),
            "subprotocols": self._offered() or None,
            "compression": None,
            "proxy": None,
            "open_timeout": _TIMEOUT,
            "ping_interval": None,  # what a test has not sent is no part of it
            "max_size": None,
            "max_queue": None,  # a pong must not wait for who reads messages
        }

    def _offered(self) -> list[str]:
        names = self.subprotocols
        is_list = isinstance(names, list | tuple)
        if not is_list or not all(map(_is_token, names)):
            raise ValueError(
                f"subprotocols {names!r} are not allowed; expected a list of names"
            )
        return [*names]


def query_string(query: Query | None) -> str:
    """Return parameters as a URL has them.

    Raises:
        TypeError, ValueError: a name is no text, or a value neither text nor a list.
    """
    for name, value in check_mapping("query", query or {}, '{"user": "b"}').items():
        for each in value if isinstance(value, list | tuple) else [value]:
            check_text(f"query's {name!r}", each)
    return urlencode(query or {}, doseq=True)


def checked_headers(headers: Mapping[str, str] | None) -> dict[str, str]:
    """Return headers that can be sent.

    Raises:
        TypeError, ValueError: they cannot.
    """
    given = check_mapping("headers", headers or {}, '{"X-Colour": "red"}')
    for name, value in given.items():
        if not _is_token(name) or not check_text(f"header {name!r}:", value).isascii():
            raise ValueError(
                f"header {name!r}: {value!r} is not allowed; expected a name, and ASCII"
            )
        if not value.isprintable():
            raise ValueError(
                f"header {name!r}: {value!r} is not allowed; expected one line of text"
            )
    return dict(given)


def _is_token(name: object) -> bool:
    return isinstance(name, str) and _TOKEN.fullmatch(name) is not None
