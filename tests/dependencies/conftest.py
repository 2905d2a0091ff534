"""Caches of layers, installers, and no network."""

import pytest

from pulumi_wingws.dependencies import Dependencies, installer


@pytest.fixture(autouse=True)
def _cache(layer_cache, monkeypatch):
    """Keep layers apart from the user's."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(layer_cache))


@pytest.fixture
def empty_cache(tmp_path, monkeypatch):
    """A cache in which nothing is yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "empty"))
    return tmp_path / "empty" / "pulumi-wingws"


@pytest.fixture
def offline(monkeypatch):
    """Return what cuts all installers off from their indexes."""

    def cut():
        dead = "http://127.0.0.1:9/simple"
        for name in ("PIP_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX"):
            monkeypatch.setenv(name, dead)
        monkeypatch.setenv("PIP_FIND_LINKS", "")
        monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
        monkeypatch.setenv("UV_NO_CACHE", "1")
        monkeypatch.setenv("UV_HTTP_RETRIES", "0")

    return cut


@pytest.fixture(params=["uv", "pip"])
def each_installer(request, monkeypatch):
    """Run a test with uv, then with pip."""
    if request.param == "pip":
        for name in ("layers", "resolution"):
            module = f"pulumi_wingws.dependencies.{name}.find_installer"
            monkeypatch.setattr(module, installer.Pip)
    return request.param


@pytest.fixture
def dependencies(tmp_path):
    """The dependencies of a program in a folder of its own."""
    return Dependencies(tmp_path)
