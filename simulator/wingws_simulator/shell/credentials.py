"""Generated AWS credentials: one key per function, one for the user's own scripts.

Which key signed a request tells whose statements apply to it.
"""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass

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
    """The credentials of one stack; they live as long as the daemon does."""

    def __init__(self) -> None:
        self._by_id: dict[str, Credentials] = {}
        self._by_owner: dict[str | None, Credentials] = {}

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

    def forget(self, owner: str) -> None:
        """Invalidate the credentials of a function that was deleted."""
        credentials = self._by_owner.pop(owner, None)
        if credentials is not None:
            del self._by_id[credentials.access_key_id]

    def secret_for(self, access_key_id: str) -> str | None:
        """Return the secret that belongs to an access key, None for a stranger's."""
        credentials = self._by_id.get(access_key_id)
        return None if credentials is None else credentials.secret_access_key

    def owner_of(self, access_key_id: str) -> str | None:
        """Return the function that a known access key belongs to, None for scripts."""
        return self._by_id[access_key_id].owner
