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
"""Longer than the simulator waits for handlers, however many there are."""


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
        self._connection = http.client.HTTPConnection(
            "127.0.0.1", daemon["port"], timeout=_TIMEOUT
        )

    def ask(self, verb: str, **body: Any) -> dict[str, Any]:
        """Ask a verb, and return the answer.

        Raises:
            SimulatorError: the simulator has ended, or refused; the message says why.
        """
        with self._lock:
            try:
                status, text = self._post(verb, json.dumps(body))
            except (OSError, http.client.HTTPException) as exc:
                self._connection.close()
                last = self._log.read_text(errors="replace")[-2000:]
                raise SimulatorError(f"the simulator has ended: {exc}\n{last}") from exc
        answer: dict[str, Any] = json.loads(text)
        if status != 200:
            raise SimulatorError(str(answer.get("error", status)))
        return answer

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

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
