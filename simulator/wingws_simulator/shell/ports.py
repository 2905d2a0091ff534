"""Ports: chosen outside the ephemeral range, bound by who will use them.

A client's outgoing connection can be given any port of the ephemeral range, so a port
of ours in there could be taken by chance while the simulator is down.
"""

from __future__ import annotations

import contextlib
import hashlib
import socket
from collections.abc import Iterator
from pathlib import Path

__all__ = ["PortTaken", "bind", "holder"]

#: Below the ephemeral ranges of Linux (32768) and macOS (49152), above the well-known.
RANGE = range(20000, 30000)

HOST = "127.0.0.1"


class PortTaken(OSError):
    """The port a resource had, and must have again, belongs to somebody else."""

    def __init__(self, port: int, used_for: str) -> None:
        self.port = port
        super().__init__(
            f"port {port} of {used_for} is taken by {holder(port)}; stop that, or let "
            f"Pulumi choose another port with `pulumi up --replace` and the URN above"
        )


def bind(port: int | None, *, used_for: str) -> socket.socket:
    """
    Bind a listening socket on the loopback interface.

    Args:
        port: The port it had before, or None to choose one. The choice starts at a
            place of its own for each use, so that a URL is likely to be the same after
            a destroy and on the next machine.
        used_for: What the port is for; names it in errors.

    Raises:
        PortTaken: Somebody else has that port.

    """
    if port is not None:
        try:
            return _listen(port)
        except OSError as exc:
            raise PortTaken(port, used_for) from exc
    for candidate in _candidates(used_for):
        with contextlib.suppress(OSError):
            return _listen(candidate)
    raise OSError(f"no free port for {used_for} in {RANGE.start} to {RANGE.stop - 1}")


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # Connections of the last run may linger in TIME_WAIT; a listener is refused
        # all the same.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(1024)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def _candidates(used_for: str) -> Iterator[int]:
    digest = hashlib.sha256(used_for.encode()).digest()
    first = int.from_bytes(digest[:4], "big")
    for offset in range(len(RANGE)):
        yield RANGE[(first + offset) % len(RANGE)]


def holder(port: int) -> str:
    """Name the process that listens on a loopback port, as far as Linux tells."""
    inode = _listening_inode(port)
    for link in Path("/proc").glob("[0-9]*/fd/*") if inode else ():
        with contextlib.suppress(OSError):
            if str(link.readlink()) == f"socket:[{inode}]":
                process = link.parts[2]
                arguments = (Path("/proc") / process / "cmdline").read_bytes()
                command = arguments.replace(b"\0", b" ").decode(errors="replace")
                return f"process {process} ({command.strip()[:80]})"
    return "another process"


def _listening_inode(port: int) -> str | None:
    with contextlib.suppress(OSError):
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                return fields[9]
    return None
