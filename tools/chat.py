"""Say where the running chat is; the last thing that `make up` prints."""

import json
import os
import subprocess
from pathlib import Path

__all__ = ["describe"]

_ROOT = Path(__file__).resolve().parent.parent
_STACK = "dev"


def main() -> None:
    """Print the block for the stack that was just brought up."""
    outputs = json.loads(
        subprocess.run(
            ["pulumi", "stack", "output", "--json", "--stack", _STACK],
            cwd=_ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )
    folder = _ROOT / ".wingws" / "stacks" / _STACK
    daemon = json.loads((folder / "daemon.json").read_text())
    where = {name: daemon[name] for name in ("port", "token")}
    print(describe(outputs["url"], **where, logs=folder / "logs"))


def describe(url: str, *, port: int, token: str, logs: Path) -> str:
    """Return the block: the URL, the pages, the logs, and how to go on by hand.

    The token is the console's, which lets nobody else in.
    """
    logs_here = os.path.relpath(logs, _ROOT)
    return f"""
The chat runs on the simulator.

    Connect           {url}
    Try it            http://127.0.0.1:{port}/chat#{url}
    Look inside       http://127.0.0.1:{port}/console/#token={token}
    Handlers' output  {logs_here}/  (prints and tracebacks, a file for each handler)

To type pulumi commands by hand, from any folder of the project:

    source .wingws/env
"""


if __name__ == "__main__":
    main()
