"""A uv.lock says versions, what they need, and hashes."""

import pytest
from packaging.requirements import Requirement

from pulumi_wingws.dependencies import DependencyError, function_platform
from pulumi_wingws.dependencies.closure import close
from pulumi_wingws.dependencies.uv_lock import read_uv_lock

ARM = function_platform("arm64", "3.12")
INTEL = function_platform("x86_64", "3.12")

LOCK = """
version = 1
revision = 3
requires-python = ">=3.11"

[[package]]
name = "project"
version = "0.1.0"
source = { virtual = "." }
dependencies = [{ name = "http" }]

[[package]]
name = "http"
version = "2.1"
source = { registry = "https://index.example/simple" }
dependencies = [
    { name = "idna", version = "3.1", marker = "platform_machine == 'aarch64'" },
    { name = "idna", version = "2.9", marker = "platform_machine != 'aarch64'" },
]
wheels = [
    { url = "https://example.org/b.whl", hash = "sha256:bb" },
    { url = "https://example.org/a.whl", hash = "sha256:aa" },
]

[package.optional-dependencies]
fast = [{ name = "brotli" }]

[[package]]
name = "idna"
version = "2.9"
source = { registry = "https://index.example/simple" }
resolution-markers = ["platform_machine != 'aarch64'"]

[[package]]
name = "idna"
version = "3.1"
source = { registry = "https://index.example/simple" }
resolution-markers = ["platform_machine == 'aarch64'"]

[[package]]
name = "brotli"
version = "1.0"
source = { git = "https://example.org/brotli" }
"""


@pytest.fixture
def lock(tmp_path):
    file = tmp_path / "uv.lock"
    file.write_text(LOCK)
    return read_uv_lock(file)


@pytest.mark.parametrize(("platform", "idna"), [(ARM, "3.1"), (INTEL, "2.9")])
def test_versions_are_those_of_the_lock(lock, platform, idna):
    """Also where it has several of a package, for different platforms."""
    found = close([Requirement("http")], lock, platform)
    assert [*map(str, found.pins)] == ["http==2.1", f"idna=={idna}"]


def test_hashes_come_along(lock):
    """Those of all wheels of the package, sorted."""
    pin = lock.find(Requirement("http"), ARM).pin
    assert pin.hashes == ("sha256:aa", "sha256:bb")


def test_a_package_that_is_not_locked_is_refused(lock):
    """Rather than taken in a version that nobody chose."""
    with pytest.raises(DependencyError, match="add it with `uv add humanize`"):
        close([Requirement("humanize")], lock, ARM)


def test_a_package_of_a_repository_is_refused(lock):
    """No index need have it, and it would have to be built."""
    with pytest.raises(DependencyError, match=r"brotli comes from .*'git'"):
        close([Requirement("http[fast]")], lock, ARM)


@pytest.mark.parametrize(
    ("text", "problem"),
    [("version = 2", "version 2; expected 1"), ("[[", "uv.lock"), ("", "'version'")],
)
def test_what_is_no_lock_is_refused(tmp_path, text, problem):
    """A file that uv did not write, or a later one did."""
    file = tmp_path / "uv.lock"
    file.write_text(text)
    with pytest.raises(DependencyError, match=problem):
        read_uv_lock(file)
