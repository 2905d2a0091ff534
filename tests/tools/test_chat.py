"""What `make up` says last, and what the Makefile offers."""

import subprocess
from pathlib import Path

from chat import describe

ROOT = Path(__file__).resolve().parents[2]


def test_block_names_url_page_logs_and_env():
    """The block has all that one needs to go on."""
    url = "ws://127.0.0.1:28080/prod"

    logs = ROOT / ".wingws/stacks/dev/logs"
    block = describe(url, port=28081, token="secret", logs=logs)

    assert f"Connect           {url}\n" in block
    assert f"http://127.0.0.1:28081/chat#{url}\n" in block
    assert "http://127.0.0.1:28081/console/#token=secret\n" in block
    assert " .wingws/stacks/dev/logs/ " in block
    assert "\n    source .wingws/env\n" in block


def test_help_names_every_target():
    """`make` alone lists the targets, and no other."""
    listed = subprocess.run(
        ["make", "--no-print-directory"],  # the tests themselves run under make
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    declared = next(
        line
        for line in (ROOT / "Makefile").read_text().splitlines()
        if ".PHONY" in line
    )

    names = {line.split()[1] for line in listed.splitlines()}
    assert names | {"help"} == set(declared.split()[1:])


def test_ci_runs_the_tests():
    """.ci/run is `make test`, without a standard input."""
    script = (ROOT / ".ci/run").read_text()

    assert script.endswith("exec make test </dev/null\n")
