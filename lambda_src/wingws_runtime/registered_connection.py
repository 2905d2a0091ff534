"""What a handler knows of a connection beside its id: the user, and a small state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .errors import ConditionFailed, ConnectionGone, StateConflict, StillConnecting
from .invocation import is_connecting
from .message import to_text
from .registered import Registered
from .registry import Registry
from .registry_names import check_name

__all__ = ["STATE_SIZE", "RegisteredConnection"]

STATE_SIZE = 16384
"""Bytes of JSON that a state may have. Each write of it is one unit for each 1024."""


class RegisteredConnection:
    """
    One connection of an API with `connections=True`.

    Its row is read when it is first needed, and once; ask `chat.connection` again for
    what it says then.

    Attributes:
        connection_id: Its id.
    """

    def __init__(self, connection_id: str, registry: Registry) -> None:
        self.connection_id = check_name("connection", connection_id)
        self._registry = registry
        self._known: Registered | None = None

    def __repr__(self) -> str:
        return f"RegisteredConnection({self.connection_id!r})"

    @property
    def user(self) -> str:
        """
        Whose connection it is.

        Raises:
            ConnectionGone: If there is no such connection any more.
            StillConnecting: If its `on_connect` is still running.
        """
        return self._read().user

    @property
    def state(self) -> dict[str, Any]:
        """
        What handlers keep about it, as JSON has it: a copy, empty if nothing was kept.

        Assigned, it is written, unless somebody else wrote since it was read.

        Raises:
            ConnectionGone: If there is no such connection any more.
            StateConflict: If somebody else wrote meanwhile; read it again by another
                ``chat.connection(…)``, and repeat.
            StillConnecting: If its `on_connect` is still running.
            TypeError, ValueError: If it is no dict, or JSON cannot carry it, or has
                more than 16384 bytes of it.
        """
        known = self._read()
        state: dict[str, Any] = json.loads(known.state) if known.state else {}
        return state

    @state.setter
    def state(self, state: Mapping[str, Any]) -> None:
        text = _to_text(state)
        try:
            saved = self._registry.save(self._read(), text)
        except ConditionFailed as error:
            raise StateConflict(self.connection_id) from error
        if saved is None:
            raise ConnectionGone(self.connection_id)
        self._known = saved

    def _read(self) -> Registered:
        if self._known is None:
            if is_connecting(self.connection_id):
                raise StillConnecting(self.connection_id)
            self._known = self._registry.find(self.connection_id)
        if self._known is None:
            raise ConnectionGone(self.connection_id)
        return self._known


def _to_text(state: Mapping[str, Any]) -> str:
    if not isinstance(state, Mapping):
        raise TypeError(f"state {state!r} is not allowed; expected a dict")
    text = to_text(dict(state))
    size = len(text.encode())
    if size > STATE_SIZE:
        raise ValueError(
            f"state has {size} bytes of JSON; at most {STATE_SIZE} are kept"
        )
    return text
