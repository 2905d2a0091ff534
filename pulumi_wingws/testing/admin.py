"""The admin API of one simulator, over one connection that is kept."""

import http.client
import json
import threading
from pathlib import Path
from typing import Any

from ..errors import SimulatorError

__all__ = ["Admin"]

__tracebackhide__ = True  # pytest then shows the test's own line

_TIMEOUT = 60.0
"""Seconds that an answer may take, beside those that are spent on handlers."""


class Admin:
    """Asks the simulator that serves a stack's folder.

    Args:
        folder: where its ``daemon.json`` is.
    """

    def __init__(self, folder: Path) -> None:
        daemon = json.loads((folder / "daemon.json").read_text(encoding="utf-8"))
        self._log = folder / "daemon.log"
        self._headers = {"Authorization": f"Bearer {daemon['token']}"}
        self._lock = threading.Lock()  # clients may be in threads
        self._is_open = True
        self._connection = http.client.HTTPConnection(
            "127.0.0.1", daemon["port"], timeout=_TIMEOUT
        )

    def ask(self, verb: str, **body: Any) -> dict[str, Any]:
        """Ask a verb, and return the answer.

        An answer takes as long as the body's ``patience``, in seconds, and a bit more.

        Raises:
            SimulatorError: the simulator has ended, or refused; the message says why.
        """
        self.check_open()
        with self._lock:
            try:
                self._wait_for(_TIMEOUT + body.get("patience", 0))
                status, text = self._post(verb, json.dumps(body))
            except TimeoutError as exc:
                self._connection.close()
                raise SimulatorError("the simulator does not answer") from exc
            except (OSError, http.client.HTTPException) as exc:
                self._connection.close()
                last = self._log.read_text(errors="replace")[-2000:]
                raise SimulatorError(f"the simulator has ended: {exc}\n{last}") from exc
        answer: dict[str, Any] = json.loads(text)
        if status != 200:
            raise SimulatorError(str(answer.get("error", status)))
        return answer

    def now(self) -> float:
        """Return what time it is for the simulator, in seconds since 1970.

        Raises:
            SimulatorError: as by :meth:`ask`.
        """
        now: float = self.ask("advance", seconds=0, patience=0)["now"]
        return now

    def check_open(self) -> None:
        """See that it can be asked still.

        Raises:
            SimulatorError: the app was closed.
        """
        if not self._is_open:
            raise SimulatorError("the app is closed, and its simulator has ended")

    def close(self) -> None:
        """Let go of the connection; nothing can be asked any more."""
        self._is_open = False
        self._connection.close()

    def _wait_for(self, seconds: float) -> None:
        self._connection.timeout = seconds
        if self._connection.sock is not None:
            self._connection.sock.settimeout(seconds)

    def _post(self, verb: str, body: str) -> tuple[int, bytes]:
        try:
            return self._try(verb, body)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self._connection.close()  # it was idle for too long
            return self._try(verb, body)

    def _try(self, verb: str, body: str) -> tuple[int, bytes]:
        self._connection.request("POST", f"/admin/{verb}", body, self._headers)
        response = self._connection.getresponse()
        return response.status, response.read()
