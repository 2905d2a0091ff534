"""Breakpoints in handlers: debugpy, if the user has it, in an execution environment."""

from __future__ import annotations

import contextlib
import importlib
import os
import socket
import sys
import time

__all__ = ["wait_for_debugger"]

_HOST = "127.0.0.1"
_INTERVAL = 0.1


def wait_for_debugger(port: int) -> None:
    """Listen for a debugger; return when one has attached and set its breakpoints."""
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # a warning on each start
    debugpy = importlib.import_module("debugpy")
    _wait_for_port(port)
    # In this process: what listens in one of its own would outlive a kill.
    debugpy.listen((_HOST, port), in_process_debug_adapter=True)
    sys.stdout.write(f"waiting for a debugger at {_HOST}:{port}\n")
    debugpy.wait_for_client()


def _wait_for_port(port: int) -> None:
    """Wait until nobody has it: the environment before this one may be ending."""
    is_told = False
    while not _is_free(port):
        if not is_told:
            sys.stdout.write(f"port {port} is taken; waiting for it, to debug at\n")
            is_told = True
        time.sleep(_INTERVAL)


def _is_free(port: int) -> bool:
    with socket.socket() as probe, contextlib.suppress(OSError):
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((_HOST, port))
        return True
    return False
