"""Secrets of a stack that a passphrase keeps, as Pulumi encrypts them."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ..errors import ConfigurationError

__all__ = ["Passphrase", "passphrase_of"]

# https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/config/crypt.go
_ITERATIONS = 1_000_000
_KEY_SIZE = 32


class Passphrase:
    """Decrypts the secrets of one stack.

    Args:
        salt: ``encryptionsalt`` of the stack's file: a version, the salt, and a text
            that only the right passphrase decrypts.

    Raises:
        ConfigurationError: the passphrase is wrong.
    """

    def __init__(self, passphrase: str, salt: str) -> None:
        version, encoded, proof = [*salt.split(":", 2), "", ""][:3]
        if version != "v1":
            raise ConfigurationError(
                f"encryptionsalt has the version {version!r}; expected v1"
            )
        self._key = _key(passphrase, base64.b64decode(encoded))
        try:
            self.decrypt(proof)
        except ConfigurationError:
            raise ConfigurationError(
                "the passphrase of PULUMI_CONFIG_PASSPHRASE is not the one that the "
                "stack's secrets were encrypted with"
            ) from None

    def decrypt(self, ciphertext: str) -> str:
        """Return a secret in clear.

        Raises:
            ConfigurationError: it was not encrypted with this passphrase.
        """
        # Its import takes a while, and most stacks have no secrets.
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            _, nonce, sealed = ciphertext.split(":")
            opened = AESGCM(self._key).decrypt(
                base64.b64decode(nonce), base64.b64decode(sealed), None
            )
        except (InvalidTag, ValueError, binascii.Error):
            raise ConfigurationError(
                "a secret of the stack's file is malformed, or of another passphrase; "
                "expected what `pulumi config set --secret` writes"
            ) from None
        return opened.decode()


@cache  # a third of a second, by intent
def _key(passphrase: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac(
        "sha256", passphrase.encode(), salt, _ITERATIONS, _KEY_SIZE
    )


def passphrase_of(environment: Mapping[str, str]) -> str | None:
    """Return the passphrase that the environment has for Pulumi, if any."""
    if (passphrase := environment.get("PULUMI_CONFIG_PASSPHRASE")) is not None:
        return passphrase
    if file := environment.get("PULUMI_CONFIG_PASSPHRASE_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
        except OSError as exc:
            raise ConfigurationError(
                f"PULUMI_CONFIG_PASSPHRASE_FILE cannot be read: {exc}"
            ) from exc
    return None
