"""`setup.py` makes a clone ready: environment, CLI, and `.wingws/env`."""

import ast
import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

SHELLS = ("sh", "bash")


def test_set_up_again_is_silent_and_changes_nothing(ready_clone):
    """A second run prints nothing and leaves every file as it was."""
    files = [ready_clone.root / name for name in (".wingws/env", ".wingws/passphrase")]
    before = [(file.stat().st_mtime_ns, file.read_bytes()) for file in files]

    result = ready_clone.setup("up")

    assert (result.returncode, result.stdout) == (0, "")
    after = [(file.stat().st_mtime_ns, file.read_bytes()) for file in files]
    assert after == before


def test_passphrase_is_readable_by_its_user_alone(ready_clone):
    """The generated passphrase has mode 0600."""
    assert (ready_clone.root / ".wingws/passphrase").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("shell", SHELLS)
def test_sourced_twice_the_path_grows_once(ready_clone, shell):
    """Sourcing the env file twice is the same as once."""
    source = 'source() { . "$1"; }; source ./.wingws/env; once=$PATH; '

    result = ready_clone.shell(
        f'set -eu; {source} source ./.wingws/env; [ "$PATH" = "$once" ]', shell=shell
    )

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("shell", SHELLS)
def test_pulumi_by_hand_works_from_a_subfolder(ready_clone, shell):
    """With the env sourced, a stack made at the root is at hand in any folder."""
    at_root = ". ./.wingws/env && pulumi stack select --create dev"
    assert ready_clone.shell(at_root, shell=shell).returncode == 0

    below = (
        ". ../.wingws/env && pulumi config set --secret word hush && "
        "pulumi config get word && command -v python"
    )
    result = ready_clone.shell(below, shell=shell, folder="tools")

    assert result.returncode == 0, result.stderr
    assert result.stdout.split("\n")[:2] == ["hush", str(_python(ready_clone.root))]
    assert (ready_clone.root / ".pulumi").is_dir()


def test_own_passphrase_is_kept(ready_clone):
    """A passphrase that the user has set is not replaced."""
    result = ready_clone.shell(
        "export PULUMI_CONFIG_PASSPHRASE=mine; . ./.wingws/env; "
        'echo "$PULUMI_CONFIG_PASSPHRASE ${PULUMI_CONFIG_PASSPHRASE_FILE-none}"'
    )

    assert result.stdout == "mine none\n"


def test_another_clones_passphrase_is_not_taken_over(ready_clone):
    """Sourcing one clone's env after another's switches to its passphrase."""
    result = ready_clone.shell(
        "export PULUMI_CONFIG_PASSPHRASE_FILE=/elsewhere/.wingws/passphrase; "
        '. ./.wingws/env; echo "$PULUMI_CONFIG_PASSPHRASE_FILE"'
    )

    assert result.stdout.strip() == str(ready_clone.root / ".wingws/passphrase")


def test_lost_passphrase_is_told(ready_clone):
    """A stack's settings without their passphrase end in advice, not in a new one."""
    settings = ready_clone.root / "Pulumi.a.yaml"
    passphrase = ready_clone.root / ".wingws/passphrase"
    settings.write_text("encryptionsalt: v1:abc=:v1:def\n")
    kept = passphrase.rename(passphrase.with_name("kept"))
    try:
        result = ready_clone.setup("up")
    finally:
        kept.rename(passphrase)
        settings.unlink()

    assert result.returncode == 1
    assert ".wingws/passphrase is gone" in result.stderr
    assert "remove Pulumi.a.yaml and .pulumi to start anew" in result.stderr


def test_a_second_run_waits_for_the_first(ready_clone):
    """Two runs at once take turns."""
    with (ready_clone.root / ".wingws/setup.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with subprocess.Popen(
            [sys.executable, "tools/setup.py", "up"],
            cwd=ready_clone.root,
            env=ready_clone.environment,
            stdout=subprocess.PIPE,
            text=True,
        ) as second:
            assert "waiting for another run" in second.stdout.readline()
            fcntl.flock(lock, fcntl.LOCK_UN)
            assert second.wait(60) == 0


def test_a_moved_clone_is_set_up_anew(ready_clone):
    """After a move the next run rewrites what names the old folder."""
    ready_clone.root = ready_clone.root.rename(ready_clone.root.with_name("moved"))

    result = ready_clone.setup("up")

    assert result.returncode == 0, result.stdout + result.stderr
    assert "it's" not in (ready_clone.root / ".wingws/env").read_text()
    imported = ready_clone.shell(
        ". ./.wingws/env && python -c 'import pulumi_wingws as p; print(p.__file__)'",
        folder=".",
    )
    assert imported.stdout.startswith(str(ready_clone.root)), imported.stderr


def test_old_pythons_can_parse_the_entry_point(clone):
    """setup.py itself has no newer syntax than Python 3.6, to say its sentence."""
    ast.parse((clone.root / "tools/setup.py").read_text(), feature_version=(3, 6))


def _python(root: Path) -> Path:
    return root / ".venv/bin/python"
