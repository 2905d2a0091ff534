"""The deploy-time side of a stack's simulator: find it, start it, talk to it.

The simulator is a process of its own that outlives ``pulumi up``. Who it is, is a
random id, kept in Pulumi's state and in ``daemon.json``, never a pid or a path: pids
are reused and project folders are moved.
"""

import contextlib
import fcntl
import http.client
import json
import os
import platform
import select
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any

from ..errors import SimulatorError
from ..project import stack_folder

__all__ = ["Hello", "NotRunning", "Simulator"]

#: Changes when deploy time and simulator could no longer understand each other.
PROTOCOL = 1

#: All that a simulator gets of the environment of ``pulumi up``: no passphrase, no
#: token, no AWS credentials of the shell.
ENVIRONMENT = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "TMPDIR", "TZ", "USER")

_START_TIMEOUT = 30.0
_STOP_TIMEOUT = 15.0
_REQUEST_TIMEOUT = 30.0


class NotRunning(SimulatorError):
    """Nobody answers for a stack.

    Attributes:
        stack: its name.
    """

    def __init__(self, stack: str) -> None:
        self.stack = stack
        super().__init__(f"stack {stack!r} has no running simulator; run `pulumi up`")


@dataclass(frozen=True)
class Hello:
    """How a simulator introduces itself."""

    id: str
    port: int
    root: str
    protocol: int
    version: str
    python: str


class Simulator:
    """The simulator of one stack of the project in ``root``, running or not."""

    def __init__(self, root: Path, stack: str) -> None:
        self._root = root
        self._stack = stack
        self._folder = stack_folder(root, stack)

    def start(self, id_: str | None, port: int | None) -> Hello:
        """Return the running simulator, started or replaced where need be.

        Args:
            id_: identity in Pulumi's state; None lets a running one keep its own.
            port: the port in Pulumi's state; None for a first start.

        Raises:
            SimulatorError: it did not start; the message says why.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._locked():
            hello = self._hello()
            if hello and self._is_ours(hello) and _is_current(hello, id_):
                return hello
            if hello and self._may_stop(hello):
                self._stop()
            kept = self._daemon_file()
            return self._spawn(
                id_ or kept.get("id") or uuid.uuid4().hex, port or kept.get("port")
            )

    def answers(self, id_: str, *, version: str, python: str) -> bool:
        """Say whether the simulator of that identity, version and Python is running."""
        hello = self._hello()
        return (
            hello is not None
            and self._is_ours(hello)
            and (
                (hello.id, hello.version, hello.python, hello.protocol)
                == (id_, version, python, PROTOCOL)
            )
        )

    def has(self, kind: str, key: str, digest: str) -> bool:
        """Say whether a running simulator has that resource in that very form."""
        answer = self._try("has", {"kind": kind, "key": key, "digest": digest})
        return answer is not None and answer["has"] is True

    def put(
        self,
        kind: str,
        key: str,
        *,
        spec: Mapping[str, Any],
        digest: str,
        kept: Mapping[str, Any],
    ) -> dict[str, Any]:
        """Create or update one resource, idempotently.

        Args:
            spec: the resource's inputs.
            digest: of ``spec``, for :meth:`has`.
            kept: outputs in state (port, ids) that a revived resource must get back.

        Returns:
            The outputs: ids, ARNs, ports.

        Raises:
            SimulatorError: the simulator is not running or refused.
        """
        body = {"kind": kind, "key": key, "spec": spec, "digest": digest, "kept": kept}
        return self._request("put", body)

    def delete(self, kind: str, key: str) -> None:
        """Delete one resource; nothing to do when the simulator is not running."""
        self._try("delete", {"kind": kind, "key": key})

    def builds(self) -> set[str]:
        """Return digests of the builds that its functions run; none if not running."""
        answer = self._try("builds", {})
        return set() if answer is None else set(answer["builds"])

    def credentials(self) -> dict[str, str]:
        """Return the environment that lets a script of the user act on this stack."""
        return self._request("credentials", {})

    def remove(self) -> None:
        """Stop the simulator, whatever it still has, and remove the stack's files."""
        if not self._folder.exists():
            return
        with self._locked():
            hello = self._hello()
            if hello and self._may_stop(hello):
                self._stop()
            shutil.rmtree(self._folder)
        for parent in (self._folder.parent, self._folder.parent.parent):
            with contextlib.suppress(OSError):  # other stacks, or the project's env
                parent.rmdir()

    # Who is running.

    def _daemon_file(self) -> dict[str, Any]:
        try:
            content = json.loads((self._folder / "daemon.json").read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return {}
        return content if isinstance(content, dict) else {}

    def _hello(self) -> Hello | None:
        answer = self._try("hello", {})
        return None if answer is None else Hello(**answer)

    def _is_ours(self, hello: Hello) -> bool:
        return Path(hello.root) == self._root

    def _may_stop(self, hello: Hello) -> bool:
        """Tell a moved project, whose simulator is ours, from a copied one's."""
        if self._is_ours(hello):
            return True
        other = stack_folder(Path(hello.root), self._stack)
        return not (other / "daemon.json").exists()

    # Starting and stopping.

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one process at a time start or stop this stack's simulator."""
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _spawn(self, id_: str, port: int | None) -> Hello:
        arguments = {
            "root": str(self._root),
            "stack": self._stack,
            "id": id_,
            "port": port,
            "version": package_version("pulumi-wingws"),
            "protocol": PROTOCOL,
        }
        log_file = self._folder / "daemon.log"
        with log_file.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-I", "-m", "wingws_simulator", json.dumps(arguments)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd="/",
                env={k: v for k, v in os.environ.items() if k in ENVIRONMENT},
                start_new_session=True,  # it outlives the engine and its plugins
            )
        assert process.stdout is not None
        with process.stdout as pipe:
            line = _read_line(pipe.fileno(), _START_TIMEOUT)
        answer = json.loads(line) if line else {}
        if "error" in answer:
            raise SimulatorError(answer["error"])
        if not answer:
            last = log_file.read_text(errors="replace").rstrip().rpartition("\n")[2]
            raise SimulatorError(
                f"the simulator of stack {self._stack!r} did not start: {last}; "
                f"see {log_file}"
            )
        return Hello(**answer)

    def _stop(self) -> None:
        """Ask the simulator to stop and wait until its process is gone."""
        self._try("stop", {})
        deadline = time.monotonic() + _STOP_TIMEOUT
        # The simulator holds this lock for as long as its process lives.
        with (self._folder / "alive").open("w") as alive:
            while time.monotonic() < deadline:
                try:
                    fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    return
                except BlockingIOError:
                    time.sleep(0.02)
        raise SimulatorError(
            f"the simulator of stack {self._stack!r} did not stop "
            f"within {_STOP_TIMEOUT:.0f} seconds"
        )

    # The admin API.

    def _try(self, verb: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
        """Ask a simulator that may not be there: None when it is not."""
        try:
            return self._request(verb, body)
        except NotRunning:
            return None

    def _request(self, verb: str, body: Mapping[str, Any]) -> dict[str, Any]:
        status, answer = self._post(verb, body)
        # Whoever else has the port by now does not know our token.
        if status == 401 or not isinstance(answer, dict):
            raise NotRunning(self._stack)
        if status != 200:
            raise SimulatorError(str(answer.get("error", status)))
        return answer

    def _post(self, verb: str, body: Mapping[str, Any]) -> tuple[int, Any]:
        daemon = self._daemon_file()
        if not daemon:
            raise NotRunning(self._stack)
        connection = http.client.HTTPConnection(
            "127.0.0.1", daemon["port"], timeout=_REQUEST_TIMEOUT
        )
        authorization = {"Authorization": f"Bearer {daemon['token']}"}
        try:
            with contextlib.closing(connection):
                connection.request(
                    "POST", f"/admin/{verb}", json.dumps(body), authorization
                )
                response = connection.getresponse()
                return response.status, json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError) as exc:
            raise NotRunning(self._stack) from exc


def _is_current(hello: Hello, id_: str | None) -> bool:
    """Say whether a simulator is the one in state, of this version and Python."""
    return (hello.id, hello.protocol, hello.version, hello.python) == (
        id_ or hello.id,
        PROTOCOL,
        package_version("pulumi-wingws"),
        platform.python_version(),
    )


def _read_line(descriptor: int, timeout: float) -> bytes:
    """Read until a newline, the end or the timeout."""
    line = b""
    deadline = time.monotonic() + timeout
    while not line.endswith(b"\n"):
        readable, _, _ = select.select(
            [descriptor], [], [], max(0.0, deadline - time.monotonic())
        )
        if not readable:
            return b""
        chunk = os.read(descriptor, 65536)
        if not chunk:
            break
        line += chunk
    return line
