"""Tells whether two texts are the same but for ids, which each run has of its own."""

from __future__ import annotations

import re

__all__ = ["Ids"]

# Connection and request ids of API Gateway; and UUIDs, as Lambda's request ids are.
_ID = re.compile(
    r"((?<![A-Za-z0-9_-])[A-Za-z0-9_-]{15}="
    r"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)"
)


class Ids:
    """The ids of one run by those of another, as far as they have been seen."""

    def __init__(self) -> None:
        self._here: dict[str, str] = {}
        self._there: dict[str, str] = {}

    def match(self, there: str, here: str) -> bool:
        """Say whether a text is that of the other run, ids apart, and learn them.

        Where one has an id the other has one too: the same that it always was.
        """
        # Every second part is an id.
        parts = _ID.split(there), _ID.split(here)
        if len(parts[0]) != len(parts[1]) or parts[0][::2] != parts[1][::2]:
            return False
        pairs = [*zip(parts[0][1::2], parts[1][1::2], strict=True)]
        known, learnt = {**self._here}, {**self._there}
        for a, b in pairs:
            if known.setdefault(a, b) != b or learnt.setdefault(b, a) != a:
                return False
        self._here, self._there = known, learnt
        return True

    def here(self, text: str) -> str:
        """Return a text of the other run with this one's ids, as far as known."""
        return _ID.sub(lambda found: self._here.get(found[0], found[0]), text)
