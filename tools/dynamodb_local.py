"""AWS's DynamoDB Local, which tests and benchmarks hold our table store against.

It comes from Maven with what it needs, once, into the user's cache; users of the
package never meet it, nor Java.
"""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

import debian
from terminal import locked, run

__all__ = ["command", "find_or_install"]

_POM = Path(__file__).resolve().parent / "dynamodb-local" / "pom.xml"
_PACKAGES = ("openjdk-17-jre-headless", "maven")
_MAIN = "software.amazon.dynamodb.services.local.main.ServerRunner"


def find_or_install() -> Path:
    """Return the folder of its jars, after fetching them if need be.

    Raises:
        Missing: Java or Maven is missing and can't be installed, or nothing is fetched.
    """
    folder = _folder()
    with locked(folder.parent / "dynamodb-local.lock"):
        if shutil.which("java") is None or not (folder.exists() or shutil.which("mvn")):
            _install_packages()
        if not folder.exists():
            _fetch(folder)
    return folder


def command(port: int) -> list[str]:
    """Return the command that serves it on a port of the loopback, in memory."""
    folder = _folder()
    return [
        *("java", f"-Djava.library.path={folder}", "-cp", f"{folder}/*", _MAIN),
        *("-inMemory", "-disableTelemetry", "-port", str(port)),
    ]


def _folder() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    pinned = hashlib.sha256(_POM.read_bytes()).hexdigest()[:12]
    return cache / "pulumi-wingws" / f"dynamodb-local-{pinned}"


def _fetch(folder: Path) -> None:
    staging = Path(tempfile.mkdtemp(prefix="dynamodb-local-new-", dir=folder.parent))
    try:
        run(
            [
                *("mvn", "--quiet", "--batch-mode", "--file", _POM),
                *("dependency:copy-dependencies", f"-DoutputDirectory={staging}"),
                "-DincludeScope=runtime",
            ],
            doing="fetching AWS's DynamoDB Local with Maven (50 MB, only once)",
            otherwise=(
                "Maven could not fetch DynamoDB Local: check the network, or the "
                "mirror that ~/.m2/settings.xml names, and run this again"
            ),
            timeout=900,
        )
        staging.rename(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _install_packages() -> None:
    otherwise = (
        "the tests of the table store need Java 17 and Maven: put `java` and `mvn` on "
        f"PATH, on Debian by `{debian.line(_PACKAGES)}`"
    )
    debian.install(_PACKAGES, otherwise=otherwise)
