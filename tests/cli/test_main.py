"""What all commands of `wingws` have in common, and its completion."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pulumi_wingws.cli import main, progress
from pulumi_wingws.cli.screen import harmless


def test_no_command(shell):
    """It is an error of usage: 2, with what there is."""
    refused = shell.run()

    assert refused.returncode == 2
    assert "usage: wingws" in refused.stderr


@pytest.mark.parametrize("shell_name", ["bash", "fish", "zsh"])
def test_completion_names_all_commands(capsys, shell_name):
    """For each shell a script with commands and options."""
    assert main(["completion", shell_name]) == 0

    script = capsys.readouterr().out
    for word in ("connect", "connections", "doctor", "subprotocol", "follow", "import"):
        assert word in script


def test_completion_completes(capsys, tmp_path):
    """Bash completes commands, options and choices by that script."""
    main(["completion", "bash"])
    script = tmp_path / "wingws.bash"
    script.write_text(capsys.readouterr().out)

    def completed(*words):
        ask = (
            f"source {script}; COMP_WORDS=(wingws {' '.join(words)}); "
            f"COMP_CWORD={len(words)}; COMP_TYPE=9; "
            "$(complete -p wingws | sed 's/.*-F \\([^ ]*\\).*/\\1/') wingws "
            f"{words[-1]} ''; echo ${{COMPREPLY[@]}}"
        )
        command = ["bash", "--norc", "-c", ask]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout.split()

    assert completed("con") == ["console", "connect", "connections"]
    assert completed("connect", "--su") == ["--subprotocol"]
    assert completed("drop", "--reason", "i") == ["idle"]
    for words in (
        ("table", "import", "Rows"),
        ("table", "export", "Rows"),
        ("record",),
        ("parity", "Chat"),
        ("connect", "Chat", "--record"),
    ):
        assert completed(*words, str(script)[:-1]) == [str(script)]


def test_an_unknown_shell(capsys):
    """argparse's exit status, and what is allowed."""
    with pytest.raises(SystemExit) as caught:
        main(["completion", "tcl"])

    assert caught.value.code == 2
    assert "invalid choice: 'tcl'" in capsys.readouterr().err


def test_text_of_others_is_harmless():
    """Control characters are written out, what is in many languages is not."""
    assert harmless("\x1b[2Jä\tb\n\x9b1m\r\x7f日本") == (
        "\\x1b[2Jä\tb\n\\x9b1m\\x0d\\x7f日本"
    )


def test_a_pipe_has_no_progress(monkeypatch):
    """Nothing is written where no terminal is."""
    error = io.StringIO()
    monkeypatch.setattr("sys.stderr", error)
    monkeypatch.setattr(progress, "DELAY", -1.0)

    assert [*progress.shown(range(3), "putting")] == [0, 1, 2]
    with progress.waiting("stopping"):
        pass
    assert error.getvalue() == ""


def test_a_bar_is_shown_and_erased(monkeypatch):
    """On a terminal, of what takes longer than the delay."""
    error = io.StringIO()
    monkeypatch.setattr("sys.stderr", error)
    monkeypatch.setattr(progress, "DELAY", -1.0)
    monkeypatch.setenv("FORCE_COLOR", "1")

    def items():
        for item in range(4):
            while "putting" not in error.getvalue():  # it is there ahead of the first
                os.sched_yield()
            yield item

    assert [*progress.shown(items(), "putting", 4)] == [0, 1, 2, 3]
    shown = error.getvalue()
    assert "100%" in shown
    assert shown.endswith("\x1b[2K")


def test_quick_work_shows_no_bar(monkeypatch):
    """Not even for a moment."""
    error = io.StringIO()
    monkeypatch.setattr("sys.stderr", error)
    monkeypatch.setenv("FORCE_COLOR", "1")

    assert [*progress.shown(range(4), "putting")] == [0, 1, 2, 3]
    assert error.getvalue() == ""


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("logs", "-n", "-1"), "'-1' is no number of them; expected a whole number"),
        (("logs", "-n", "x"), "'x' is no number of them; expected a whole number"),
        (("table", "show", "Rows", "--limit", "1.5"), "'1.5' is no number of them"),
        (("faults", "crashes"), "fault 'crashes' is malformed; expected NAME=VALUE"),
        (("new", "a b"), "project name 'a b' is malformed; expected a letter"),
        *(
            (
                (command, "--stack", "../up"),
                "'../up' is no stack's name; expected up to",
            )
            for command in ("dev", "doctor", "explain", "status", "stop")
        ),
        (("table", "list", "--stack", ".."), "'..' is no stack's name; expected up to"),
    ],
)
def test_wrong_arguments(shell, arguments, reason):
    """Exit status 2, what was given, and what is allowed."""
    refused = shell.run(*arguments)

    assert refused.returncode == 2
    assert f": {reason}" in refused.stderr


@pytest.mark.parametrize("package", ["packaging", "rich", "yaml"])
def test_a_package_that_is_missing(shell, tmp_path, package):
    """`doctor` needs some itself, and says how to install them nonetheless."""
    text = f"No module named {package!r}"
    (tmp_path / f"{package}.py").write_text(f"raise ModuleNotFoundError({text!r})")
    shell.environment["PYTHONPATH"] = str(tmp_path)

    done = shell.run("doctor")

    assert done.stderr == (
        f"wingws: {text}; what is missing is installed by: {sys.executable} -m pip "
        "install pulumi-wingws\n"
    )
    assert done.returncode == 1


@pytest.mark.parametrize("arguments", [("completion", "bash"), ("doctor",)])
def test_a_full_disk(shell, arguments):
    """Its reason is all that is said."""
    with Path("/dev/full").open("w") as full:
        process = shell.start(*arguments, stdout=full)
        _, said = process.communicate()

    assert said.decode() == "wingws: [Errno 28] No space left on device\n"
    assert process.returncode == 1


def test_a_project_where_nothing_has_run(shell):
    """There is no stack to name; there is a way to one."""
    for command in (("logs",), ("explain",), ("console",), ("table", "list")):
        assert shell.run(*command).stderr == (
            f"wingws: no stack of {shell.folder} has run here; run `pulumi up` or "
            "`wingws dev` first\n"
        )
