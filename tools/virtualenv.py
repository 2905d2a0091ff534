"""The project's virtual environments, with the project installed editable.

`.venv` has what a user has. `.venv-test` has the tools of tests and linters as well,
pulumi_aws among them, for whose plugin the CLI would look before every `up`.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from terminal import Missing, run

__all__ = ["install"]


def install(folder: Path, *, group: str | None = None) -> None:
    """Make the environment `folder` and install the project and a dependency group.

    Nothing happens when the last run did the same for the same pyproject.toml. An
    environment that was moved or whose Python is gone is made anew: its scripts and
    its editable install name the folder they were made in.

    Raises:
        Missing: If Python lacks venv, or pip can't install.
    """
    root = folder.parent
    stamp = folder / "wingws-installed"
    installed = _read_stamp(stamp)
    wanted = {"root": str(root), "pyproject": _digest(root / "pyproject.toml")}
    if not _is_usable(folder) or installed.get("root", str(root)) != str(root):
        _create(folder)
        installed = {}
    if installed != wanted:
        _pip_install(root, folder / "bin" / "python", group)
        stamp.write_text("".join(f"{key}={value}\n" for key, value in wanted.items()))


def _read_stamp(stamp: Path) -> dict[str, str]:
    if not stamp.exists():
        return {}
    lines = stamp.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _is_usable(folder: Path) -> bool:
    """Tell whether the environment's Python runs, has pip, and is new enough."""
    python = folder / "bin" / "python"
    check = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    try:
        result = subprocess.run([python, "-c", check], capture_output=True)
        return result.returncode == 0
    except OSError:
        return False


def _create(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    try:
        run(
            [sys.executable, "-m", "venv", folder],
            doing=f"making {folder.name} with Python {version}",
            otherwise=(
                f"{sys.executable} can't make a virtual environment: install its venv "
                f"module (on Debian and Ubuntu: apt-get install python{version}-venv)"
            ),
        )
    except Missing:
        shutil.rmtree(folder, ignore_errors=True)  # half of one would look usable
        raise


def _pip_install(root: Path, python: Path, group: str | None) -> None:
    otherwise = (
        "pip could not install the dependencies: check the network, or the package "
        f"index that `{python} -m pip config list` names, and run this again"
    )
    pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check"]
    groups = [f"--group={group}"] if group else []
    project = ["--editable", ".", *groups]
    for doing, arguments in (
        ("installing pip", ["pip>=25.1"]),  # the first that knows --group
        (" ".join(["installing pulumi-wingws", *groups]), project),
    ):
        run([*pip, *arguments], doing=doing, otherwise=otherwise, cwd=root)
