"""Generated AWS credentials: one key per function, one for the user's own scripts.

Which key signed a request tells whose statements apply to it: those of a function's
role, or none for the user's scripts, who are the account's root.
"""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass

from ..core.caller import Caller
from ..core.iam import Statement

__all__ = ["Credentials", "Keyring"]

_ALPHABET = string.ascii_uppercase + "234567"


@dataclass(frozen=True)
class Credentials:
    """An access key pair of AWS's shape; `owner` is a function's name or None."""

    access_key_id: str
    secret_access_key: str
    owner: str | None

    @property
    def environment(self) -> dict[str, str]:
        """The variables that any AWS SDK reads them from."""
        return {
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
        }


class Keyring:
    """
    The credentials of one stack; they live as long as the daemon does.

    Args:
        account_id: The account that all of them belong to.

    """

    def __init__(self, account_id: str) -> None:
        self._account_id = account_id
        self._statements: dict[str, tuple[Statement, ...] | None] = {}
        self._by_id: dict[str, Credentials] = {}
        self._by_owner: dict[str | None, Credentials] = {}
        self._callers: dict[str, Caller] = {}

    def of(self, owner: str | None) -> Credentials:
        """Return the credentials of a function, or of the user's scripts (None)."""
        if owner not in self._by_owner:
            credentials = Credentials(
                access_key_id="AKIA"
                + "".join(secrets.choice(_ALPHABET) for _ in range(16)),
                secret_access_key=secrets.token_urlsafe(30),
                owner=owner,
            )
            self._by_owner[owner] = credentials
            self._by_id[credentials.access_key_id] = credentials
        return self._by_owner[owner]

    def allow(self, owner: str, statements: tuple[Statement, ...] | None) -> None:
        """Say what the role of a function allows from now on; None for everything."""
        self._statements[owner] = statements
        self._callers.clear()

    def forget(self, owner: str) -> None:
        """Invalidate the credentials of a function that was deleted."""
        self._statements.pop(owner, None)
        credentials = self._by_owner.pop(owner, None)
        if credentials is not None:
            del self._by_id[credentials.access_key_id]
            self._callers.pop(credentials.access_key_id, None)

    def secret_for(self, access_key_id: str) -> str | None:
        """Return the secret that belongs to an access key, None for a stranger's."""
        credentials = self._by_id.get(access_key_id)
        return None if credentials is None else credentials.secret_access_key

    def caller_for(self, access_key_id: str) -> Caller:
        """Return who has a known access key, and what that allows."""
        caller = self._callers.get(access_key_id)
        if caller is None:
            caller = self._callers[access_key_id] = self._caller(access_key_id)
        return caller

    def _caller(self, access_key_id: str) -> Caller:
        owner = self._by_id[access_key_id].owner
        if owner is None:
            return Caller(access_key_id)
        # On AWS a function acts as its role, in a session that is named after it.
        role = f"assumed-role/{owner}-role/{owner}"
        return Caller(
            access_key_id,
            user_arn=f"arn:aws:sts::{self._account_id}:{role}",
            user_id=f"AROA{access_key_id[4:]}:{owner}",
            account_id=self._account_id,
            statements=self._statements.get(owner, ()),
            function=owner,
        )
