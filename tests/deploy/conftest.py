"""Fixtures of the deploy-time tests."""

import pytest


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    """Run each test in an empty project folder, with nothing of the shell's AWS."""
    monkeypatch.chdir(tmp_path)
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path
