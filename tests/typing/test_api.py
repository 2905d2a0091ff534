"""The types of the public interface hold for what users write."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

pytestmark = pytest.mark.timeout(120)


@pytest.mark.parametrize(
    "checker", [["mypy", "--strict"], ["pyright", "--pythonpath", sys.executable]]
)
def test_a_type_checker_agrees(checker):
    """With every right line and every wrong one of api.py."""
    done = subprocess.run(
        [sys.executable, "-m", *checker, "tests/typing/api.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout + done.stderr
