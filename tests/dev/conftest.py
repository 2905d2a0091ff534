"""Projects that `wingws dev` serves, without a Pulumi CLI in sight."""

import os
import subprocess

import pytest

from tests.dev.session import WINGWS, Dev


@pytest.fixture
def environment(tmp_path):
    """Return an environment with nothing of the user's Pulumi, and no CLI."""
    kept = {name: os.environ[name] for name in ("LANG", "TMPDIR") if name in os.environ}
    return kept | {
        "HOME": str(tmp_path / "home"),
        "PATH": os.defpath,
        "TERM": "dumb",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }


@pytest.fixture
def dev(tmp_path, environment):
    """Return `wingws dev` for the project that `wingws new chat` writes."""
    subprocess.run([*WINGWS, "new", "chat"], cwd=tmp_path, env=environment, check=True)
    dev = Dev(tmp_path / "chat", environment)
    yield dev
    dev.end()
