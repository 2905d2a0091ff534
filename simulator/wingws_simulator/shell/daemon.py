"""The daemon: one process per project and stack, which holds the stack's cloud.

It binds its port, then writes ``daemon.json`` atomically, then says one line of JSON on
standard output; whoever started it reads that line and leaves. It ends on SIGTERM, when
asked over the admin API, or by itself when its ``daemon.json`` is gone or has become
another's: the project was moved or removed.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import gc
import json
import logging
import os
import platform
import resource
import secrets
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import uvloop

from ..core.options import OptionsError, parse_options
from . import ports
from .admin import Admin
from .cloud import Cloud
from .front import Front
from .http import HttpServer
from .zygote_process import ZygoteProcess

__all__ = ["Daemon", "DaemonSettings", "main"]

_WATCH_INTERVAL = 1.0

# A daemon whose folder was moved or removed needs a moment to notice, and to go.
_PORT_PATIENCE = 3.0
_PORT_INTERVAL = 0.05

# macOS has a default of 256 and allows 10,240.
_SOCKETS = 10_240 if sys.platform == "darwin" else 65_536

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class DaemonSettings:
    """
    Who a daemon is, as its starter says.

    Attributes:
        root: The project's folder.
        stack: Name of the stack.
        id: Random identity, kept in Pulumi's state.
        port: The port it must have, None to choose one.
        version: Of the package that starts it.
        protocol: Of the admin API.
        options: What is to be otherwise than on AWS, see `core/options.py`.
        stacks: The folder of the project's stacks; None for the one below its root.

    """

    root: str
    stack: str
    id: str
    port: int | None
    version: str
    protocol: int
    options: Mapping[str, Any] = field(default_factory=dict)
    stacks: str | None = None

    @property
    def folder(self) -> Path:
        """Where the stack's files live."""
        return Path(self.stacks or f"{self.root}/.wingws/stacks") / self.stack


class Daemon:
    """
    The process's life: start, serve, watch, stop.

    Args:
        settings: Who it is.
        zygote: What environments are forked from, if it has been started ahead.

    Raises:
        OptionsError: There is no such option, or it cannot have this value.

    """

    def __init__(
        self, settings: DaemonSettings, zygote: ZygoteProcess | None = None
    ) -> None:
        self._settings = settings
        self._zygote = zygote
        self._options = parse_options(settings.options)
        if self._options.debug and find_spec("debugpy") is None:
            raise OptionsError(
                "option debug needs debugpy: install it with "
                f"`{sys.executable} -m pip install debugpy`"
            )
        self._file = settings.folder / "daemon.json"
        self._token = secrets.token_urlsafe(32)
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """
        Serve until told to stop.

        Raises:
            OSError: It could not start, or nobody waits for it any more.

        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopping.set)
        with _alive(self._settings.folder):
            listener = await self._bind()
            port = listener.getsockname()[1]
            async with self._serving(listener, port) as hello:
                self._write_file(port)
                _announce(hello)
                await self._until_stopped()

    async def _bind(self) -> socket.socket:
        used_for = (
            f"the simulator of stack {self._settings.stack!r} in {self._settings.root}"
        )
        deadline = time.monotonic() + _PORT_PATIENCE
        while True:
            try:
                return ports.bind(self._settings.port, used_for=used_for)
            except ports.PortTaken:
                if time.monotonic() > deadline:
                    raise
            await asyncio.sleep(_PORT_INTERVAL)

    @contextlib.asynccontextmanager
    async def _serving(
        self, listener: socket.socket, port: int
    ) -> AsyncIterator[dict[str, Any]]:
        hello = {
            "id": self._settings.id,
            "port": port,
            "root": self._settings.root,
            "protocol": self._settings.protocol,
            "version": self._settings.version,
            "python": platform.python_version(),
            "options": self._settings.options,
        }
        cloud = Cloud(
            root=Path(self._settings.root),
            folder=self._settings.folder,
            endpoint=f"http://{ports.HOST}:{port}",
            options=self._options,
            zygote=self._zygote,
        )
        admin = Admin(cloud, token=self._token, hello=hello, stop=self._stopping.set)
        front = Front(cloud, admin)
        server = HttpServer(front.handle)
        await cloud.start()
        await server.start(listener)
        try:
            yield hello
        finally:
            # The tables answer until the last $disconnect handler has run.
            await cloud.close()
            await server.close()

    def _write_file(self, port: int) -> None:
        content = {**asdict(self._settings), "port": port, "token": self._token}
        temporary = self._file.with_suffix(".tmp")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(content, file)
        temporary.replace(self._file)

    async def _until_stopped(self) -> None:
        while self._is_mine():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), _WATCH_INTERVAL)
                return

    def _is_mine(self) -> bool:
        try:
            return bool(json.loads(self._file.read_text())["token"] == self._token)
        except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
            return False
        except OSError:  # too many open files, say: that tells nothing about this one
            return True


@contextlib.contextmanager
def _alive(folder: Path) -> Iterator[None]:
    """Hold the lock that tells everybody that this process lives."""
    with (folder / "alive").open("a") as file:
        # Nobody else has it for long: who asks takes a look, who starts us has waited.
        fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
        file.truncate(0)  # so a pid in there tells of one that was killed


def _announce(content: Mapping[str, Any]) -> None:
    """Tell the starter, who reads standard output, and let go of it."""
    os.write(1, json.dumps(content).encode() + b"\n")
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)


def _log_to(file: Path) -> None:
    """Go on in that file: who was started ahead has had none."""
    with file.open("ab") as log:
        os.dup2(log.fileno(), 2)


def _allow_many_sockets() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _SOCKETS if hard == resource.RLIM_INFINITY else min(hard, _SOCKETS)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def main(arguments: Mapping[str, object], zygote: ZygoteProcess | None = None) -> int:
    """
    Run a daemon to its end.

    Args:
        arguments: `DaemonSettings`.
        zygote: What environments are forked from, if it has been started ahead.

    Returns:
        The exit status; 1 when it could not start, with the reason announced.

    """
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    settings = DaemonSettings(**arguments)  # type: ignore[arg-type]
    _allow_many_sockets()
    gc.freeze()  # what is here now stays, and need not be looked at again and again
    gc.set_threshold(10_000, 20, 20)
    try:
        _log_to(settings.folder / "daemon.log")
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(Daemon(settings, zygote).run())
    except (OSError, OptionsError) as exc:
        logger.exception("could not start")
        _announce({"error": str(exc)})
        return 1
    return 0
