r"""
Which route a message selects: the language of route selection expressions.

An expression is text with variables in it, `$request.body.action` alone or, braced,
several of them: `${request.body.service}/${request.body.action}`. `\$` is a dollar
sign. It is evaluated once and its result compared with the route keys.
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html

"""

from __future__ import annotations

import json
import re
from collections.abc import Container
from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn

__all__ = ["Selection"]

_LIFECYCLE_KEYS = ("$connect", "$disconnect")
_DEFAULT_KEY = "$default"

# How JSON that a path leads into begins.
_OPENINGS = frozenset("{[ \t\r\n")

_STEP = r"""(?:\.[\w-]+|\[\d+\]|\['[^']*'\])"""
_TOKEN = re.compile(
    rf"""
    \\(?P<escaped>\$)
    | \$\{{(?P<braced>[^}}]*)\}}
    | \$(?P<bare>[a-z]\w*{_STEP}*)
    | (?P<text>[^$\\]+|\\)
    """,
    re.VERBOSE,
)
_VARIABLE = re.compile(rf"request\.body(?P<path>{_STEP}*)")
_STEPS = re.compile(r"""\.([\w-]+)|\[(\d+)\]|\['([^']*)'\]""")

_Step = str | int
_Part = str | tuple[_Step, ...]


@dataclass(frozen=True)
class Selection:
    """A parsed route selection expression: literal text and paths into the body."""

    parts: tuple[_Part, ...]
    null: str = ""

    @cached_property
    def is_one_path(self) -> bool:
        """Whether it is one path into the body, as nearly always, and nothing else."""
        return (
            len(self.parts) == 1
            and isinstance(self.parts[0], tuple)
            and any(self.parts)
        )

    @classmethod
    def parse(cls, expression: str, *, null: str = "") -> Selection:
        """
        Parse an expression.

        Args:
            expression: For example `$request.body.action`.
            null: What a JSON null in the body becomes.

        Raises:
            ValueError: If it isn't an expression that a WebSocket API may have.

        """
        parts: list[_Part] = []
        position = 0
        while position < len(expression):
            token = _TOKEN.match(expression, position)
            if token is None:
                raise ValueError(
                    f"route selection expression {expression!r} has a stray $ at "
                    f"{position}; expected $request.body.<path>, ${{...}} or \\$"
                )
            parts.append(_to_part(token))
            position = token.end()
        return cls(tuple(parts), null)

    def select(
        self, message: str, route_keys: Container[str]
    ) -> tuple[str | None, str | None]:
        """
        Return the key of the route that a message selects, and what it says itself.

        The latter is the expression's value, None if the message has none, since it
        is no JSON.

        `$connect` and `$disconnect` belong to the life of a connection: no message
        selects them. What matches no route goes to `$default`, if there is one.

        Args:
            message: Text of the message.
            route_keys: Keys of the routes that there are.

        """
        if self.is_one_path and message[:1] not in _OPENINGS:
            value = None  # a glance is cheaper than a decoder's exception
        else:
            value = self._evaluate(message)
        if value in route_keys and value not in _LIFECYCLE_KEYS:
            return value, value
        return _DEFAULT_KEY if _DEFAULT_KEY in route_keys else None, value

    def why(self, value: str | None, route_key: str | None) -> str:
        """
        Say in words why a message goes where it goes.

        Args:
            value: The expression's value, or as much of it as is known.
            route_key: The route that was selected.

        """
        if route_key is None:
            return "no route and no $default"
        if value is None:
            return f"not JSON, so {route_key}"
        if value == "":
            return f"no {self._name}, so {route_key}"
        if value == route_key:
            return f"{self._name} is {value!r}"
        return f"no route {value!r}, so {route_key}"

    @property
    def _name(self) -> str:
        """What the expression is about: `action`, or `service/action`."""
        return "".join(
            part if isinstance(part, str) else ".".join(map(str, part)) or "message"
            for part in self.parts
        )

    def _evaluate(self, message: str) -> str | None:
        if all(isinstance(part, str) for part in self.parts):
            return "".join(str(part) for part in self.parts)
        try:
            body = _decode(message)
            return "".join(self._resolve(part, body) for part in self.parts)
        except (ValueError, RecursionError):  # no JSON, or nested beyond reason
            return None

    def _resolve(self, part: _Part, body: object) -> str:
        if isinstance(part, str):
            return part
        value = _look_up(body, part)
        return self.null if value is None else _to_text(value)


class _Missing:
    """The value of a path that leads nowhere."""


_MISSING = _Missing()


def _to_part(token: re.Match[str]) -> _Part:
    kind, text = token.lastgroup, token[token.lastgroup or 0]
    if kind in ("escaped", "text"):
        return text
    variable = _VARIABLE.fullmatch(text)
    if variable is None:
        raise ValueError(
            f"variable {text!r} is unknown in a route selection expression; "
            "expected request.body.<path>"
        )
    return tuple(
        int(index) if index else name or quoted
        for name, index, quoted in _STEPS.findall(variable["path"])
    )


def _look_up(value: object, path: tuple[_Step, ...]) -> object:
    for step in path:
        match value:
            case dict() if step in value:
                value = value[step]
            case list() if isinstance(step, int) and step < len(value):
                value = value[step]
            case _:
                return _MISSING
    return value


def _to_text(value: object) -> str:
    """Return a value the way the service writes it: `[item1, item2]`, `true`, `1`."""
    match value:
        case str():
            return value
        case _Missing():
            return ""
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case list():
            return f"[{', '.join(map(_to_text, value))}]"
        case dict():
            pairs = (f"{key}={_to_text(item)}" for key, item in value.items())
            return f"{{{', '.join(pairs)}}}"
        case _:
            return str(value)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


_decode = json.JSONDecoder(parse_constant=_refuse).decode
