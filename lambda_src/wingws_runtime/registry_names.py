"""
What rooms, users and connections may be called: it is in the registry's keys.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["LONGEST_NAME", "check_name", "check_names"]

LONGEST_NAME = 1024
"""Bytes of UTF-8; DynamoDB takes no longer range key."""


def check_name(what: str, name: object) -> str:
    """
    Return the name of a room or of a user, or a connection's id, if it can be one.

    Args:
        what: ``"room"``, ``"user"`` or ``"connection"``, for the error.

    Raises:
        TypeError: If it is no text.
        ValueError: If it is empty, too long, or no text of UTF-8.
    """
    if not isinstance(name, str):
        raise TypeError(f"{what} {name!r} is not allowed; expected text")
    if not 1 <= len(name.encode(errors="replace")) <= LONGEST_NAME or not _is_text(
        name
    ):
        shown = name if len(name) <= 64 else f"{name[:64]}…"
        raise ValueError(
            f"{what} {shown!r} is not allowed; expected text of 1 to {LONGEST_NAME} "
            "bytes of UTF-8"
        )
    return name


def check_names(what: str, names: object) -> tuple[str, ...]:
    """
    Return names, each once, in their order.

    Raises:
        TypeError: If they are no collection of text, as one text is none.
        ValueError: If one is empty or too long.
    """
    if isinstance(names, str) or not isinstance(names, Iterable):
        raise TypeError(f"{what}s {names!r} are not allowed; expected a list of text")
    return tuple(dict.fromkeys(check_name(what, name) for name in names))


def _is_text(name: str) -> bool:
    """Tell whether it has a form in UTF-8: a lone surrogate has none."""
    return not any("\ud800" <= character <= "\udfff" for character in name)
