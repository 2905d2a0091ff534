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
import shutil
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any

from ..errors import SimulatorError
from ..project import stack_folder
from .daemon_process import DaemonProcess, Spawn, spawn

__all__ = ["Hello", "NotRunning", "Simulator"]

#: Changes when deploy time and simulator could no longer understand each other; the
#: verbs ``hello`` and ``stop`` stay as they are, for they are how that is noticed.
PROTOCOL = 1

_ANSWER_TIMEOUT = 5.0
_TICK_TIMEOUT = 60.0  # who watches hears something every 15 s
_CHANGE_TIMEOUT = 60.0  # the $disconnect handlers of an API that goes may take a while


class NotRunning(SimulatorError):
    """Nobody answers for a stack.

    Attributes:
        stack: its name.
    """

    def __init__(self, stack: str) -> None:
        self.stack = stack
        super().__init__(
            f"stack {stack!r} has no running simulator; run `pulumi up` or `wingws dev`"
        )


@dataclass(frozen=True)
class Hello:
    """How a simulator introduces itself."""

    id: str
    port: int
    root: str
    protocol: int
    version: str
    python: str
    options: Mapping[str, Any]


class Simulator:
    """The simulator of one stack of the project in ``root``, running or not.

    Args:
        root: the project's folder.
        stack: the stack's name.
        folder: where the stack is kept; None for where the project has it.
        spawn: where processes come from.
    """

    def __init__(
        self,
        root: Path,
        stack: str,
        folder: Path | None = None,
        spawn: Spawn = spawn,
    ) -> None:
        self._root = root
        self._stack = stack
        self._folder = folder or stack_folder(root, stack)
        self._process = DaemonProcess(self._folder, spawn)

    @property
    def stack(self) -> str:
        """The stack's name."""
        return self._stack

    def start(
        self, id_: str | None, port: int | None, *, options: Mapping[str, Any]
    ) -> Hello:
        """Return the running simulator, started or replaced where need be.

        Args:
            id_: identity in Pulumi's state; None lets a running one keep its own.
            port: the port in Pulumi's state; None for a first start.
            options: what is to be otherwise than on AWS; one that runs with others is
                replaced.

        Raises:
            SimulatorError: it did not start; the message says why.
        """
        with self._locked():
            hello = self._hello()
            if hello and self._is_current(hello, id_) and hello.options == options:
                return hello
            self._stop()
            self._folder.mkdir(parents=True, exist_ok=True)
            kept = self._daemon_file()
            settings = {
                "root": str(self._root),
                "stack": self._stack,
                "stacks": str(self._folder.parent),
                "id": id_ or kept.get("id") or uuid.uuid4().hex,
                "port": port or kept.get("port"),
                "version": package_version("pulumi-wingws"),
                "protocol": PROTOCOL,
                "options": dict(options),
            }
            return _to_hello(self._process.start(settings))

    def stop(self) -> bool:
        """Stop the simulator; its ports, ids and rows stay for the next `pulumi up`.

        Returns:
            Whether there was one.

        Raises:
            SimulatorError: it does not stop.
        """
        with self._locked():
            was_alive = self._process.is_alive()
            self._stop()
            return was_alive

    def hello(self) -> Hello | None:
        """Return how the simulator introduces itself; None if none is running."""
        return self._hello()

    def kept_port(self) -> int | None:
        """Return the port that it has, or had; None if it was never started."""
        port = self._daemon_file().get("port")
        return port if isinstance(port, int) else None

    def pid(self) -> int | None:
        """Return the id of its process, be it just starting or ending; None without."""
        return self._process.pid()

    def was_killed(self) -> bool:
        """Say whether its process ended without being asked to."""
        return self._process.was_killed()

    def ask(self, verb: str, **body: Any) -> dict[str, Any]:
        """Ask a verb of the admin API, and return the answer.

        Raises:
            SimulatorError: it does not run, or refused; the message says why.
        """
        return self._request(verb, body)

    def watch(self, after: int | None) -> Iterator[dict[str, Any]]:
        """Yield what happens, event by event, until the simulator ends.

        Args:
            after: number of the event to go on after; None for those to come.

        Raises:
            SimulatorError: it does not run.
        """
        daemon = self._daemon_file()
        if not daemon or not self._process.is_alive():
            raise NotRunning(self._stack)
        with (
            contextlib.suppress(OSError, http.client.HTTPException),
            contextlib.closing(_connection(daemon, _TICK_TIMEOUT)) as connection,
        ):
            response = _ask(connection, daemon, "watch", {"after": after})
            while line := response.readline():
                yield json.loads(line)

    def answers(self, id_: str) -> bool:
        """Say whether the simulator of that identity is running, as it should."""
        hello = self._hello()
        return hello is not None and self._is_current(hello, id_)

    def current(self) -> Hello | None:
        """Return the running simulator, if it is of this place, version and Python."""
        hello = self._hello()
        return hello if hello and self._is_current(hello, None) else None

    def console_url(self) -> str:
        """Return the console's address, with the token that its page needs.

        Raises:
            NotRunning: it was never started.
        """
        daemon = self._daemon_file()
        if not daemon:
            raise NotRunning(self._stack)
        # Behind the #: browsers send it to nobody, and the page takes it out of sight.
        return f"http://127.0.0.1:{daemon['port']}/console/#token={daemon['token']}"

    def outlook(self) -> str | None:
        """Say in a sentence what the next `up` does to the simulator of an old stack.

        None if nothing: it is as it should be, or has never been started.
        """
        kept = self._daemon_file()
        hello = self._hello()
        if not kept or (hello and self._is_current(hello, None)):
            return None
        if hello is None:
            was = "is not running"
        else:
            was = (
                f"is of version {hello.version} on Python {hello.python} "
                f"in {hello.root}"
            )
        return (
            f"the simulator of stack {self._stack!r} {was}; `up` starts it anew "
            f"on port {kept['port']}, with its tables' rows"
        )

    def has(self, kind: str, key: str, digest: str) -> bool:
        """Say whether a running simulator has that resource in that very form."""
        answer = self._try("has", {"kind": kind, "key": key, "digest": digest})
        return answer is not None and answer.get("has") is True

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
        return self._request("put", body, timeout=_CHANGE_TIMEOUT)

    def delete(self, kind: str, key: str) -> None:
        """Delete one resource; nothing to do when the simulator is not running."""
        self._try("delete", {"kind": kind, "key": key}, timeout=_CHANGE_TIMEOUT)

    def builds(self) -> set[str]:
        """Return digests of the builds that its functions run; none if not running."""
        answer = self._try("builds", {})
        return set() if answer is None else set(answer["builds"])

    def credentials(self) -> dict[str, str]:
        """Return the environment that lets a script of the user act on this stack."""
        return self._request("credentials", {})

    def change_faults(self, faults: Mapping[str, float]) -> dict[str, float]:
        """Change what goes wrong on demand, by name, and return all of it.

        Raises:
            SimulatorError: it does not run, or there is no such fault.
        """
        changed: dict[str, float] = self._request("faults", {"faults": dict(faults)})[
            "faults"
        ]
        return changed

    def remove(self) -> None:
        """Stop the simulator, whatever it still has, and remove the stack's files."""
        with self._locked():
            self._stop()
            if self._folder.exists():
                shutil.rmtree(self._folder)
            for parent in (self._folder.parent, self._folder.parent.parent):
                with contextlib.suppress(OSError):  # other stacks, the project's env
                    parent.rmdir()

    # Who is running.

    def _daemon_file(self) -> dict[str, Any]:
        try:
            content = json.loads((self._folder / "daemon.json").read_text())
        except (FileNotFoundError, NotADirectoryError, json.JSONDecodeError):
            return {}
        return content if isinstance(content, dict) else {}

    def _hello(self) -> Hello | None:
        answer = self._try("hello", {})
        return None if answer is None else _to_hello(answer)

    def _is_current(self, hello: Hello, id_: str | None) -> bool:
        """Say whether it is the one in state, of this place, version and Python."""
        return hello == Hello(
            id=id_ or hello.id,
            port=hello.port,
            root=str(self._root),
            protocol=PROTOCOL,
            version=package_version("pulumi-wingws"),
            python=platform.python_version(),
            options=hello.options,
        )

    # Starting and stopping.

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one process at a time start or stop simulators of the project.

        The lock is the project's folder itself, which nobody here ever removes.
        """
        folder = os.open(self._root, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _stop(self) -> None:
        """Ask the simulator to stop, if there is one, and wait for its end."""
        self._try("stop", {})
        self._process.wait_until_gone()

    # The admin API.

    def _try(
        self, verb: str, body: Mapping[str, Any], *, timeout: float = _ANSWER_TIMEOUT
    ) -> dict[str, Any] | None:
        """Ask a simulator that may not be there: None when it is not."""
        try:
            return self._request(verb, body, timeout=timeout)
        except NotRunning:
            return None

    def _request(
        self, verb: str, body: Mapping[str, Any], *, timeout: float = _ANSWER_TIMEOUT
    ) -> dict[str, Any]:
        daemon = self._daemon_file()
        # Else another process may have the port by now, or another folder's simulator.
        if not daemon or not self._process.is_alive():
            raise NotRunning(self._stack)
        try:
            status, answer = _post(daemon, verb, body, timeout)
        except (OSError, http.client.HTTPException, ValueError) as exc:
            raise NotRunning(self._stack) from exc
        if status != 200:
            raise SimulatorError(str(answer.get("error", status)))
        return answer


def _post(
    daemon: Mapping[str, Any], verb: str, body: Mapping[str, Any], timeout: float
) -> tuple[int, dict[str, Any]]:
    with contextlib.closing(_connection(daemon, timeout)) as connection:
        response = _ask(connection, daemon, verb, body)
        return response.status, json.loads(response.read())


def _connection(
    daemon: Mapping[str, Any], timeout: float
) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", daemon["port"], timeout=timeout)


def _ask(
    connection: http.client.HTTPConnection,
    daemon: Mapping[str, Any],
    verb: str,
    body: Mapping[str, Any],
) -> http.client.HTTPResponse:
    authorization = {"Authorization": f"Bearer {daemon['token']}"}
    connection.request("POST", f"/admin/{verb}", json.dumps(body), authorization)
    return connection.getresponse()


def _to_hello(answer: Mapping[str, Any]) -> Hello:
    """Read a hello, also one of another version, which may say more or less."""
    known: dict[str, Any] = {each.name: answer.get(each.name) for each in fields(Hello)}
    return Hello(**known)
