"""The Pulumi CLI: on PATH, else from Pulumi's installer, else built from Go modules.

Pulumi's installer needs the open internet. Where only a Go module proxy is reached, the
same programs are built from the modules that `tools/*/go.mod` pin: the CLI; the Python
language host, at the last version whose module contains it; and the small scripts that
lie beside them in the module cache.
"""

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from terminal import Missing, locked, run, say

__all__ = ["PROGRAMS", "VERSION", "find_or_build"]

VERSION = "3.259.0"
"""The version that is installed or built."""

PROGRAMS = (
    "pulumi",
    "pulumi-language-python",
    "pulumi-language-python-exec",
    "pulumi-resource-pulumi-python",
)
"""What a folder must hold to run our programs."""

_OLDEST = (3, 237)  # as old as the oldest SDK that pyproject.toml accepts
_LANGUAGE_HOST_VERSION = "3.79.0"
_INSTALLER = "https://get.pulumi.com/install.sh"
_SDK = "github.com/pulumi/pulumi/sdk/v3"
_TOOLS = Path(__file__).resolve().parent
_MODULES = (
    # folder of the go.mod, package, version
    ("pulumi-cli", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", VERSION),
    (
        "pulumi-language-python",
        f"{_SDK}/python/cmd/pulumi-language-python",
        _LANGUAGE_HOST_VERSION,
    ),
)


def find_or_build() -> Path:
    """Return the folder that holds the Pulumi CLI, after installing it if need be.

    Raises:
        Missing: If it is nowhere and can be neither installed nor built.
    """
    if folder := _on_path():
        return folder
    cache = _cache()
    folder = cache / f"pulumi-{VERSION}-{_pins()}"
    with locked(cache / "lock"):
        if not _is_complete(folder / "bin"):
            with _staging(folder) as staging:
                if not _install(staging):
                    _build(staging / "bin")
    return folder / "bin"


def _on_path() -> Path | None:
    """Return the folder of the `pulumi` on PATH if it is new enough and complete."""
    pulumi = shutil.which("pulumi")
    if pulumi is None or not all(shutil.which(program) for program in PROGRAMS):
        return None
    result = subprocess.run([pulumi, "version"], capture_output=True, text=True)
    version = re.search(r"(\d+)\.(\d+)", result.stdout)
    if version and (int(version[1]), int(version[2])) >= _OLDEST:
        return Path(pulumi).parent
    oldest = ".".join(map(str, _OLDEST))
    found = result.stdout.strip() or "broken"
    say(f"{pulumi} is {found}, and {oldest} is the oldest that will do: not used")
    return None


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "pulumi-wingws"


def _pins() -> str:
    """Return a short digest of what is built: other pins, another folder."""
    digest = hashlib.sha256()
    for module, _, _ in _MODULES:
        for name in ("go.mod", "go.sum"):
            digest.update((_TOOLS / module / name).read_bytes())
    return digest.hexdigest()[:12]


def _is_complete(folder: Path) -> bool:
    return all(os.access(folder / program, os.X_OK) for program in PROGRAMS)


@contextlib.contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """Yield a folder that becomes `folder`, whole, if the block succeeds.

    The caller holds the lock, so what other runs left half-made is swept away.
    """
    for abandoned in folder.parent.glob("new-*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    staging = Path(tempfile.mkdtemp(prefix="new-", dir=folder.parent))
    try:
        (staging / "bin").mkdir()
        yield staging
        shutil.rmtree(folder, ignore_errors=True)
        staging.rename(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _install(staging: Path) -> bool:
    """Run Pulumi's own installer; tell whether that worked."""
    try:
        with urllib.request.urlopen(_INSTALLER, timeout=10) as answer:
            script = answer.read()
    except (urllib.error.URLError, OSError):
        say(f"{_INSTALLER} can't be reached: building the Pulumi CLI from Go modules")
        return False
    installer = staging / "install.sh"
    installer.write_bytes(script)
    options = ["--version", VERSION, "--no-edit-path", "--install-root", str(staging)]
    try:
        run(
            ["sh", installer, *options],
            doing=f"installing Pulumi {VERSION}",
            otherwise="Pulumi's installer failed: building the CLI from Go modules",
            timeout=600,
        )
    except Missing as missing:
        say(missing.message)
    return _is_complete(staging / "bin")


def _build(folder: Path) -> None:
    """Build the programs into `folder` with Go."""
    go = _go()
    build = [go, "build", "-trimpath", "-buildvcs=false", "-o", f"{folder}/"]
    for module, package, version in _MODULES:
        name = package.rsplit("/", 1)[1]
        flags = f"-s -w -X {_SDK}/go/common/version.Version=v{version}"
        run(
            [*build, "-ldflags", flags, package],
            doing=f"building {name} {version} (5 to 10 minutes in all, only once)",
            otherwise=(
                f"Go could not build {name}: check that the module proxy which "
                "`go env GOPROXY` names is reached, or install the Pulumi CLI yourself"
            ),
            cwd=_TOOLS / module,
            environment={"CGO_ENABLED": "0"},  # needs no C compiler
        )
    sdk = _module_folder(go)
    for script in ("cmd/pulumi-language-python-exec", f"dist/{PROGRAMS[3]}"):
        target = folder / Path(script).name
        shutil.copyfile(sdk / "python" / script, target)
        target.chmod(0o755)


def _module_folder(go: str) -> Path:
    """Return where Go unpacked the SDK that the CLI was built with."""
    listed = subprocess.run(
        [go, "list", "-m", "-f", "{{.Dir}}", _SDK],
        cwd=_TOOLS / "pulumi-cli",
        capture_output=True,
        text=True,
        check=True,
    )
    return Path(listed.stdout.strip())


def _go() -> str:
    """Return the `go` command, if there is one that can build the CLI.

    From 1.21 on, Go fetches the toolchain that a go.mod asks for by itself, unless
    GOTOOLCHAIN forbids it: https://go.dev/doc/toolchain.
    """
    wanted = _wanted_go()
    text = ".".join(map(str, wanted))
    advice = f"install Go {text} or newer, or the Pulumi CLI itself, and run this again"
    go = shutil.which("go")
    if go is None:
        raise Missing(f"neither the Pulumi CLI nor Go is on PATH: {advice}")
    result = subprocess.run(
        [go, "env", "GOVERSION", "GOTOOLCHAIN"], capture_output=True, text=True
    )
    found, _, toolchain = result.stdout.strip().partition("\n")
    numbers = tuple(map(int, re.findall(r"\d+", found)[:3]))
    if numbers >= wanted or (numbers >= (1, 21) and toolchain != "local"):
        return go
    raise Missing(f"{go} is {found or 'broken'}, too old for the Pulumi CLI: {advice}")


def _wanted_go() -> tuple[int, ...]:
    text = (_TOOLS / "pulumi-cli" / "go.mod").read_text()
    return tuple(map(int, re.findall(r"^go ([\d.]+)$", text, re.M)[0].split(".")))
