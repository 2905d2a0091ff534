"""What ``wingws connect`` says of its connection, to a person or to a program."""

import base64
import json
import sys
from typing import Any, Protocol

from rich.console import Console

from .screen import harmless, json_or_text
from .typed_lines import is_typed

__all__ = ["Person", "Program", "Show"]


class Show(Protocol):
    """Where news of a connection go."""

    def opened(self, url: str, subprotocol: str | None) -> None:
        """Take note of an open connection."""

    def message(self, data: str | bytes) -> None:
        """Take a message of the server."""

    def closed(self, code: int, reason: str) -> None:
        """Take note of its end."""


class Person:
    """Messages on standard output, the rest of the news on standard error."""

    def __init__(self) -> None:
        self._console = Console(soft_wrap=True)

    def opened(self, url: str, subprotocol: str | None) -> None:
        """See :class:`Show`."""
        end = "; Ctrl-D ends it" if is_typed() else ""
        spoken = f", subprotocol {subprotocol}" if subprotocol else ""
        _tell(f"connected to {url}{spoken}{end}")

    def message(self, data: str | bytes) -> None:
        """See :class:`Show`."""
        json_or_text(self._console, data if isinstance(data, str) else _base64(data))

    def closed(self, code: int, reason: str) -> None:
        """See :class:`Show`."""
        _tell(f"closed with {code} {reason}".rstrip())


class Program:
    """All news on standard output, one JSON object a line."""

    def opened(self, url: str, subprotocol: str | None) -> None:
        """See :class:`Show`."""
        self._write(type="opened", url=url, subprotocol=subprotocol)

    def message(self, data: str | bytes) -> None:
        """See :class:`Show`."""
        if isinstance(data, str):
            self._write(type="message", data=data)
        else:
            self._write(type="message", base64=_base64(data))

    def closed(self, code: int, reason: str) -> None:
        """See :class:`Show`."""
        self._write(type="closed", code=code, reason=reason)

    def _write(self, **news: Any) -> None:
        sys.stdout.write(json.dumps(news) + "\n")
        sys.stdout.flush()


def _tell(text: str) -> None:
    sys.stderr.write(harmless(text) + "\n")
    sys.stderr.flush()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
