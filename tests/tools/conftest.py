"""A clone of the repository in a folder of its own, to run the real scripts in."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_NOWHERE = "http://127.0.0.1:9"  # nobody listens: like a machine without a network


class Clone:
    """The files that git would give a fresh clone, and the scripts run in them."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        """Copy the repository to `root`; the scripts get `environment`."""
        self.root = root
        self.environment = dict(environment)
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=_ROOT,
            capture_output=True,
            check=True,
        )
        for name in listed.stdout.decode().split("\0"):
            if name and (_ROOT / name).is_file():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(_ROOT / name, root / name)

    def python(self, code: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run Python code that can import the set-up scripts."""
        return self._run([sys.executable, "-c", code], environment)

    def setup(self, goal: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run `tools/setup.py` as the Makefile does."""
        script = str(self.root / "tools" / "setup.py")
        return self._run([sys.executable, script, goal], environment)

    def shell(
        self, script: str, *, shell: str = "sh", folder: str = "."
    ) -> subprocess.CompletedProcess[str]:
        """Run a shell script in a folder of the clone."""
        return self._run([shell, "-c", script], {}, cwd=self.root / folder)

    def _run(
        self,
        command: list[str],
        environment: Mapping[str, str],
        *,
        cwd: Path | None = None,
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=cwd or self.root,
            env={
                **self.environment,
                "PYTHONPATH": str(self.root / "tools"),
                **environment,
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=110,
        )


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """Return a fresh clone, of which nothing is set up yet.

    PATH has nothing but a shell, the cache is empty, and no network is reached.
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PULUMI_", "XDG_"))
    }
    environment |= {
        "PATH": _bare(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "https_proxy": _NOWHERE,
    }
    return Clone(tmp_path / "clone", environment)


@pytest.fixture(scope="module")
def ready_clone(
    tmp_path_factory: pytest.TempPathFactory, pulumi_cli: dict[str, str]
) -> Clone:
    """Return a clone that `setup.py up` has set up, in a folder with an odd name."""
    odd = tmp_path_factory.mktemp("clone") / "it's 100% here"
    environment = pulumi_cli.copy()
    del environment["PULUMI_CONFIG_PASSPHRASE"]
    clone = Clone(odd, environment)
    result = clone.setup("up")
    assert result.returncode == 0, result.stdout + result.stderr
    return clone


def _bare(tmp_path: Path) -> str:
    """Return a PATH with a shell and no developer's tool."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for program in ("sh", "mkdir", "chmod", "cat"):
        (folder / program).symlink_to(shutil.which(program) or program)
    return str(folder)


@pytest.fixture
def program(clone: Clone):
    """Return a maker of stand-in programs, first on the clone's PATH."""

    def make(name: str, script: str) -> None:
        path = Path(clone.environment["PATH"]) / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    return make
