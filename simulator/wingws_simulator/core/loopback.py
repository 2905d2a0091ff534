"""Which Host headers may reach the simulator."""

from __future__ import annotations

import re

__all__ = ["is_loopback", "without_port"]

_LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)


def is_loopback(host: str | None) -> bool:
    """
    Tell whether a Host header names this machine.

    A web page whose own name was made to resolve to 127.0.0.1 (DNS rebinding) sends
    that name here, and is refused by this.

    """
    return host is not None and _LOOPBACK.fullmatch(host) is not None


def without_port(host: str) -> str:
    """Return the name in a Host header."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() else host
