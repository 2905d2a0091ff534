"""
TLS: what this simulator proves itself with, and what lets its handlers trust that.

Code written for AWS says ``https://`` to the host that an event names. So there is a
certificate for this machine's names, made once a stack by `certificate.py`, and a
bundle of authorities for execution environments: botocore's own, which
``AWS_CA_BUNDLE`` replaces, and ours. Nothing is ever put into a store of the system.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import sys
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

__all__ = ["Certificates"]

_THIS_MACHINE = ("127.0.0.1", "localhost")

# Certificates live for 397 days.
_MAX_AGE = 300 * 86_400


class Certificates:
    """
    The certificates of one stack.

    Args:
        folder: Where they are kept; made when needed.

    Attributes:
        authorities: A file with our authorities, for WebSocket clients to trust.
        bundle: A file with these and the public ones, for the SDKs of AWS.

    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._making = asyncio.Lock()
        self.authorities = folder / "ca.pem"
        self.bundle = folder / "bundle.pem"

    async def context(self, domain: str | None = None) -> ssl.SSLContext:
        """
        Return what a port answers TLS with.

        Args:
            domain: A name that clients may know it by, besides those of this machine.

        Raises:
            OSError: If a certificate cannot be made.

        """
        async with self._making:
            context = await self._load(*_THIS_MACHINE)
            if domain is not None:
                # It has a certificate of its own: who trusts this machine's, and runs
                # already, goes on doing so.
                of_domain = await self._load(domain)
                context.sni_callback = _chooser(domain, of_domain)
            self._write_authorities()
        return context

    async def make_ahead(self) -> None:
        """Make what the first API will need; who asks for it is told what is wrong."""
        with contextlib.suppress(OSError):
            await self.context()

    async def _load(self, *names: str) -> ssl.SSLContext:
        file = self._folder / f"{names[0]}.pem"
        if not file.exists() or file.stat().st_mtime < time.time() - _MAX_AGE:
            await self._make(file, *names)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2  # as AWS
        context.load_cert_chain(file)
        return context

    async def _make(self, file: Path, *names: str) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "wingws_simulator.shell.certificate"),
            *(str(file), str(file.with_suffix(".ca")), *names),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            _, errors = await process.communicate()
        finally:
            if process.returncode is None:  # nobody waits for it any more
                process.kill()
        if process.returncode:
            why = errors.decode(errors="replace").rstrip().rpartition("\n")[2]
            raise OSError(f"no certificate for {', '.join(names)}: {why}")

    def _write_authorities(self) -> None:
        made = sorted(self._folder.glob("*.ca"))
        ours = "".join(file.read_text() for file in made)
        public = files("botocore").joinpath("cacert.pem").read_text("utf-8")
        for file, content in ((self.authorities, ours), (self.bundle, public + ours)):
            temporary = file.with_suffix(".tmp")
            temporary.write_text(content, "utf-8")
            temporary.replace(file)


def _chooser(domain: str, of_domain: ssl.SSLContext) -> Callable[..., None]:
    """Return what shows a client the domain's certificate if it asks for it."""

    def choose(client: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        if name is not None and name.lower() == domain.lower():
            client.context = of_domain

    return choose
