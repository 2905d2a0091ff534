"""A client of the npm package `ws`, run as a Node process and driven over lines."""

import json
import queue
import subprocess
import threading
from pathlib import Path
from typing import Any

__all__ = ["NodeClient"]

_SCRIPT = Path(__file__).with_name("ws_client.mjs")


class NodeClient:
    """One connection; leaving the `with` block closes it and ends the process."""

    timeout = 10.0

    def __init__(self, node: str, url: str, *subprotocols: str) -> None:
        """Start connecting to `url`; `next()` tells what became of it."""
        self._events: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._process = subprocess.Popen(
            [node, str(_SCRIPT), url, *subprotocols],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> "NodeClient":
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def next(self) -> dict[str, Any]:
        """Return the next event, as {"message": "hello"}; see ws_client.mjs."""
        return self._events.get(timeout=self.timeout)

    def send(self, line: str) -> None:
        """Send one text message; it must not contain a line feed."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def close(self) -> None:
        """Close the connection with code 1000 and end the process."""
        with self._process as process:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(self.timeout)
            except subprocess.TimeoutExpired:
                process.kill()
            self._reader.join(self.timeout)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._events.put(json.loads(line))
