"""Which posts an API promises to take, so that nobody need wait for their answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..core.faults import Faults
from ..core.throttle import AccountThrottle
from .board import Board
from .calls import Promise

__all__ = ["Promises"]

# After how many posts to look at the account's quota: far fewer than an ample one has.
_UNCHECKED = 64


class Promises:
    """
    Keeps the board true, as far as one API goes.

    Args:
        board: Where it shows the connections that can be posted to.
        account: The account's quotas; while little is left, nothing is sure.
        faults: What goes wrong on demand.
        size: How long a message may be.

    """

    def __init__(
        self, board: Board, *, account: AccountThrottle, faults: Faults, size: int
    ) -> None:
        self._board = board
        self._account = account
        self._faults = faults
        self._size = size
        self._tag = board.new_tag()
        self._posts = 0

    def make(self, post: Callable[[str, bytes], None]) -> Promise:
        """
        Promise that posts to whoever is on the board succeed.

        Args:
            post: Posts a message, as promised.

        """
        self._check()
        return Promise(self._tag, self._size, post)

    def note_post(self) -> None:
        """Count a post that nobody waited for, lest they use up the quota."""
        self._posts += 1
        if not self._posts % _UNCHECKED:
            self._check()

    def show(self, connection_id: str) -> None:
        """Put up a connection."""
        self._board.add(connection_id, self._tag)

    def hide(self, connection_id: str) -> None:
        """Take off a connection."""
        self._board.remove(connection_id, self._tag)

    def renew(self, shown: Iterable[str]) -> None:
        """End all promises so far: what they were about is another API now."""
        old, self._tag = self._tag, self._board.new_tag()
        for connection_id in shown:
            self._board.remove(connection_id, old)
            self._board.add(connection_id, self._tag)

    def _check(self) -> None:
        ample = self._account.requests.is_ample()
        self._board.is_valid = ample and not self._faults.troubles_posts
