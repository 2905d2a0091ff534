"""
Starts the process that environments are forked from.

With few imports, so that a daemon can start it ahead of its own: both take long to
import what they need.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import TypeAlias

__all__ = ["ZygoteProcess", "start_zygote"]

ZygoteProcess: TypeAlias = tuple[subprocess.Popen[bytes], socket.socket]
"""The process, and our end of the socket by which it is asked."""

# Nothing of the daemon's own environment reaches the processes of handlers.
_ENVIRONMENT = {
    "PATH": os.defpath,
    "PYTHONUTF8": "1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


def start_zygote() -> ZygoteProcess:
    """
    Start one; it ends when our end of the socket is closed.

    Raises:
        OSError: If the machine has no room for it.

    """
    control, inside = socket.socketpair()
    control.setblocking(False)
    module = f"{__package__}.zygote"
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", module, str(inside.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            cwd="/",
            pass_fds=[inside.fileno()],
            start_new_session=True,  # a Ctrl-C in the terminal is for the daemon
        )
    except BaseException:
        control.close()
        raise
    finally:
        inside.close()
    return process, control
