"""
Makes a certificate, ``python -m wingws_simulator.shell.certificate FILE CA NAME…``.

In FILE are then the key and the certificate of a server with these names, in CA the
certificate of the authority that signed it, for clients to trust. The authority can
speak for these names only and signs this once: its own key is nowhere but in the
memory of this process.

A process of its own, since what it imports would stay in the daemon's memory.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

__all__ = ["main", "make_certificate"]

# Browsers accept no certificate that is valid for longer than 398 days.
_LIFE = timedelta(days=397)


def make_certificate(file: Path, authority_file: Path, names: Sequence[str]) -> None:
    """
    Write a server's key and certificate, and its authority's certificate.

    Args:
        file: Where to; both are there as soon as it exists.
        authority_file: Where to with the authority's.
        names: Host names and IPv4 addresses of the server.

    """
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority_name = _name(f"pulumi-wingws simulator at {names[0]}")
    authority = (
        _builder(authority_name, authority_name, authority_key, authority_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(_constraints(names), critical=True)
        .sign(authority_key, SHA256())
    )
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder(_name(names[0]), authority_name, key, authority_key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
        )
        .add_extension(
            x509.SubjectAlternativeName([_general_name(each) for each in names]),
            critical=False,
        )
        .sign(authority_key, SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write(authority_file, authority.public_bytes(Encoding.PEM))
    _write(file, secret + certificate.public_bytes(Encoding.PEM))


def _builder(
    name: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    authority_key: ec.EllipticCurvePrivateKey,
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    key_id = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    authority_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(
        authority_key.public_key()
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _LIFE)
        .add_extension(key_id, critical=False)
        .add_extension(authority_id, critical=False)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _constraints(names: Sequence[str]) -> x509.NameConstraints:
    """Permit these names only, and no address but those of this machine."""
    machine = x509.IPAddress(IPv4Network("127.0.0.0/8"))
    hosts = [
        host for host in map(_general_name, names) if isinstance(host, x509.DNSName)
    ]
    return x509.NameConstraints([machine, *hosts], excluded_subtrees=None)


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(IPv4Address(name))
    except ValueError:
        return x509.DNSName(name)


def _write(file: Path, content: bytes) -> None:
    """Write a file that only this user can read, whole or not at all."""
    temporary = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
    temporary.replace(file)


def main(arguments: Sequence[str]) -> None:
    """Make the certificate that the command line asks for."""
    file, authority_file, *names = arguments
    make_certificate(Path(file), Path(authority_file), names)


if __name__ == "__main__":
    main(sys.argv[1:])
