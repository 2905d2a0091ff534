"""``wingws``: what a person asks of a stack on the simulator, made by ``pulumi up``.

Commands find the project upwards from the current folder, and its only running stack by
themselves.
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence

from wingws_runtime import WingWsError

from .completion import add_completion
from .connect import add_connect
from .connections import add_connections
from .console import add_console
from .dev import add_dev
from .doctor import add_doctor
from .drop import add_drop
from .env import add_env
from .explain import add_explain
from .faults import add_faults
from .logs import add_logs
from .new import add_new
from .parity import add_parity
from .record import add_record
from .send import add_send
from .status import add_status
from .stop import add_stop
from .table import add_table

__all__ = ["main", "make_parser"]

_ADDERS = (
    add_new,
    add_dev,
    add_console,
    add_connect,
    add_record,
    add_parity,
    add_logs,
    add_connections,
    add_send,
    add_drop,
    add_status,
    add_stop,
    add_doctor,
    add_env,
    add_explain,
    add_faults,
    add_table,
)

_INTERRUPTED = 130  # as shells have it: 128 and the number of SIGINT


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(prog="wingws", description=_description())
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in _ADDERS:
        add(commands)
    add_completion(commands, parser)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        The exit status: 0, or 1 with the reason on standard error; 130 after Ctrl-C.
        Wrong arguments exit with 2.
    """
    options = make_parser().parse_args(arguments)
    try:
        status: int | None = options.run(options)
        sys.stdout.flush()
    except WingWsError as exc:
        sys.stderr.write(f"wingws: {exc}\n")
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:  # of `| head`, which has what it wants
        _end_output()
        return 1
    except ModuleNotFoundError as exc:
        # Also `doctor` without what it needs itself.
        mend = f"{sys.executable} -m pip install pulumi-wingws"
        sys.stderr.write(f"wingws: {exc}; what is missing is installed by: {mend}\n")
        return 1
    except OSError as exc:  # a folder of somebody else, a full disk
        sys.stderr.write(f"wingws: {exc}\n")
        _end_output()
        return 1
    return status or 0


def _end_output() -> None:
    """Let Python say nothing at its end of what standard output does not take."""
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _description() -> str:
    return (__doc__ or "").replace("``", "`")
