"""Which transactions were carried out lately, so that none is carried out twice.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
"""

from __future__ import annotations

import json
from collections.abc import Callable

from .errors import IdempotentParameterMismatchException
from .position import prefix_interval, private_prefix
from .store import Row, Store

__all__ = ["Tokens"]

LIFETIME = 600.0
_PREFIX = private_prefix("tokens")


class Tokens:
    """The ClientRequestTokens of the last ten minutes, kept beside the rows.

    Args:
        store: where they are kept.
        clock: seconds since the epoch.
    """

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._sweep_at = 0.0

    def is_kept(self, token: str | None, digest: str) -> bool:
        """Say whether this very request was carried out.

        Raises:
            IdempotentParameterMismatchException: another one was, with this token.
        """
        text = token and self._store.get(_position(token))
        if not text:
            return False
        kept = json.loads(text)
        if kept["at"] + LIFETIME <= self._clock():
            return False
        if kept["digest"] != digest:
            raise IdempotentParameterMismatchException(
                "Specified idempotent token was used with different request "
                "parameters within the idempotency window"
            )
        return True

    def keep(self, token: str | None, digest: str) -> None:
        """Keep a token, in the transaction that it names."""
        if not token:
            return
        now = self._clock()
        if now >= self._sweep_at:
            self._sweep(now)
        kept = json.dumps({"token": token, "digest": digest, "at": now})
        self._store.put(_position(token), Row(kept, 0))

    def _sweep(self, now: float) -> None:
        with self._store.rows(prefix_interval(_PREFIX)) as rows:
            kept = [json.loads(row.item) for row in rows]
        for one in kept:
            if one["at"] + LIFETIME <= now:
                self._store.delete(_position(one["token"]))
        self._sweep_at = now + LIFETIME


def _position(token: str) -> bytes:
    return _PREFIX + token.encode()
