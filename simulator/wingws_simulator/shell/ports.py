"""Ports: chosen outside the ephemeral range, bound by who will use them.

A client's outgoing connection can be given any port of the ephemeral range, so a port
of ours in there could be taken by chance while the simulator is down.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
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
            f"port {port} of {used_for} is taken by {holder(port)}; stop that and "
            "run this again (a copied project needs a stack of its own: "
            "`pulumi stack init`)"
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
        listener.listen()
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
    """Name the process that listens on a port, as far as Linux tells."""
    sockets = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
    for link in Path("/proc").glob("[0-9]*/fd/*") if sockets else ():
        with contextlib.suppress(OSError):  # it ended, or is another user's
            if str(link.readlink()) in sockets:
                return _process(link.parents[1])
    return "another process"


def _process(folder: Path) -> str:
    arguments = (folder / "cmdline").read_bytes().decode(errors="replace")
    *_, module, settings = ["", *arguments.rstrip("\0").split("\0")]
    if module == "wingws_simulator":
        owner = json.loads(settings)
        command = f"the simulator of stack {owner['stack']!r} in {owner['root']}"
    else:
        command = arguments.replace("\0", " ").strip()[:80]
    return f"process {folder.name} ({command})"


def _listening_inodes(port: int) -> Iterator[str]:
    # Who listens on [::] usually has the port of IPv4 too.
    for file in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        with contextlib.suppress(OSError):
            for line in file.read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                    yield fields[9]
