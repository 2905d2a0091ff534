"""A conversation as a file: who connected, what was sent, and what came.

::

    {"version": 1, "steps": [
      {"connect": "a", "query": "user=ann", "headers": ["authorization"],
       "subprotocols": ["chat"]},
      {"send": "a", "text": "hi"},
      {"receive": "a", "text": "hi"},
      {"receive": "a", "like": "\\d+ are here"},
      {"close": "a"},
      {"closed": "b", "code": 1001, "reason": "Going away"},
      {"rejected": "c", "status": 401, "body": "{\"message\": \"Unauthorized\"}"}
    ]}

Each step begins with what happened, and to which client. ``connect`` and ``rejected``
say how the handshake was asked for; of headers only the names, since their values are
often secret. ``like`` is a regular expression for the whole of a message; ``base64``
in place of ``text`` is a binary one.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from wingws_runtime import WingWsError

__all__ = [
    "Conversation",
    "InvalidConversation",
    "Step",
    "can_be_sent",
    "kind_of",
    "to_bytes",
]

Step: TypeAlias = Mapping[str, Any]
"""What happened to which client, and the rest by name."""

VERSION = 1


class InvalidConversation(WingWsError):
    """A file is no conversation, or cannot be one, and the message says why."""


def _is_regular_expression(value: object) -> bool:
    try:
        return _is_text(value) and bool(re.compile(str(value)))
    except (re.error, OverflowError, RecursionError):
        return False


def _is_text(value: object) -> bool:
    """Tell whether it is text that a frame can carry: half a surrogate pair is none."""
    return isinstance(value, str) and not re.search("[\ud800-\udfff]", value)


def _is_query(value: object) -> bool:
    return _is_text(value) and "#" not in str(value)


def _is_base64(value: object) -> bool:
    try:
        return isinstance(value, str) and to_bytes(value) is not None
    except ValueError:
        return False


def _is_list_of_tokens(value: object) -> bool:
    """Tell whether they are names: https://www.rfc-editor.org/rfc/rfc9110#name-tokens"""
    return isinstance(value, list) and all(
        isinstance(each, str) and re.fullmatch(r"[-\w!#$%&'*+.^`|~]+", each, re.ASCII)
        for each in value
    )


def _is_status(value: object) -> bool:
    return type(value) is int and 300 <= value < 600


def _is_code(value: object) -> bool:
    return type(value) is int and 1000 <= value < 5000


#: How each field is to be, and how to say so.
_FIELDS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "query": (_is_query, "a query string, as 'user=ann', without '#'"),
    "headers": (_is_list_of_tokens, "a list of names"),
    "subprotocols": (_is_list_of_tokens, "a list of names"),
    "text": (_is_text, "text"),
    "like": (_is_regular_expression, "a regular expression"),
    "base64": (_is_base64, "bytes in base64"),
    "code": (_is_code, "a close code, 1000 to 4999"),
    "reason": (_is_text, "text"),
    "status": (_is_status, "an HTTP status, 300 to 599"),
    "body": (_is_text, "text"),
}

_HANDSHAKE = ("query", "headers", "subprotocols")

#: What may happen: the fields that a step of it needs, one of each, and may have.
_KINDS: Mapping[str, tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]] = {
    "connect": ((), _HANDSHAKE),
    "rejected": ((("status",),), (*_HANDSHAKE, "body")),
    "send": ((("text", "base64"),), ()),
    "receive": ((("text", "like", "base64"),), ()),
    "close": ((), ("code",)),
    "closed": ((("code",),), ("reason",)),
}


@dataclass(frozen=True)
class Conversation:
    """Steps, in the order in which they happened."""

    steps: tuple[Step, ...]

    @classmethod
    def read(cls, path: Path) -> Conversation:
        """Read a file.

        Raises:
            InvalidConversation: there is none, or it is no conversation.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as exc:
            raise InvalidConversation(f"cannot read {path}: {exc}") from exc
        try:
            return cls.from_text(text)
        except InvalidConversation as exc:
            raise InvalidConversation(f"{path}: {exc}") from exc

    @classmethod
    def from_text(cls, text: str) -> Conversation:
        """Parse what :attr:`text` gives, or what a person wrote.

        Raises:
            InvalidConversation: it is none; the message has the step, the value and
                what is allowed.
        """
        try:
            document = json.loads(text)
        except (ValueError, RecursionError) as exc:
            raise InvalidConversation(f"it is no JSON: {exc}") from exc
        if not isinstance(document, dict) or document.keys() != {"version", "steps"}:
            raise InvalidConversation('expected {"version": 1, "steps": […]}')
        if document["version"] != VERSION:
            raise InvalidConversation(
                f"version {document['version']!r} is unknown; expected {VERSION}"
            )
        if not isinstance(document["steps"], list):
            raise InvalidConversation("steps are no list")
        open_: set[str] = set()
        for number, step in enumerate(document["steps"], 1):
            _check(number, step)
            _follow(number, step, open_)
        return cls(tuple(document["steps"]))

    @property
    def text(self) -> str:
        """What a file holds: a line for each step, so that a diff can be read."""
        lines = ",\n".join(f"  {json.dumps(dict(step))}" for step in self.steps)
        return f'{{"version": {VERSION}, "steps": [\n{lines}\n]}}\n'

    def write(self, path: Path) -> None:
        """Write a file, in place of one that was there.

        Raises:
            InvalidConversation: it cannot be written.
        """
        try:
            path.write_text(self.text, encoding="utf-8")
        except OSError as exc:
            raise InvalidConversation(f"cannot write {path}: {exc}") from exc


def kind_of(step: Step) -> tuple[str, str]:
    """Return what happened, and to which client."""
    return next((kind, step[kind]) for kind in _KINDS if kind in step)


def to_bytes(text: str) -> bytes:
    """Return what a field ``base64`` stands for.

    Raises:
        ValueError: it is none.
    """
    return base64.b64decode(text, validate=True)


def can_be_sent(code: int) -> bool:
    """Tell whether a frame may have it: https://www.rfc-editor.org/rfc/rfc6455#section-7.4"""
    return 1000 <= code <= 1003 or 1007 <= code <= 1014 or 3000 <= code <= 4999


def _check(number: int, step: object) -> None:
    """Hold one step against the format."""
    if not isinstance(step, dict):
        raise InvalidConversation(f"step {number} is {step!r}; expected an object")
    kinds = [kind for kind in _KINDS if kind in step]
    if len(kinds) != 1 or not isinstance(step[kinds[0]], str) or not step[kinds[0]]:
        raise InvalidConversation(
            f"step {number} is {step!r}; expected one of {', '.join(_KINDS)}, "
            "with the name of a client"
        )
    needed, optional = _KINDS[kinds[0]]
    allowed = {kinds[0], *optional, *(name for names in needed for name in names)}
    if unknown := step.keys() - allowed:
        raise InvalidConversation(
            f"step {number}: {min(unknown)!r} is unknown; "
            f"expected {', '.join(sorted(allowed))}"
        )
    for names in needed:
        if len(step.keys() & {*names}) != 1:
            raise InvalidConversation(f"step {number} needs {' or '.join(names)}")
    for name, value in step.items():
        if name in _FIELDS and not _FIELDS[name][0](value):
            raise InvalidConversation(
                f"step {number}: {name} {value!r} is not allowed; "
                f"expected {_FIELDS[name][1]}"
            )
    if kinds[0] == "close" and not can_be_sent(step.get("code", 1000)):
        raise InvalidConversation(
            f"step {number}: code {step['code']} cannot be sent; "
            "expected 1000 to 1003, 1007 to 1014, or 3000 to 4999"
        )


def _follow(number: int, step: Step, open_: set[str]) -> None:
    """Hold a step against those before it: who speaks is connected."""
    kind, client = kind_of(step)
    is_new = kind in ("connect", "rejected")
    if is_new == (client in open_):
        how = "connected already" if is_new else "not connected"
        raise InvalidConversation(f"step {number}: client {client!r} is {how}")
    if kind == "connect":
        open_.add(client)
    if kind in ("close", "closed"):
        open_.discard(client)
