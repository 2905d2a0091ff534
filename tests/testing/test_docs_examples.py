"""What docs/testing.md says is true, and so are the tests that `wingws new` writes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(60)

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "testing.md"


@pytest.fixture
def chat(tmp_path):
    """Return the project that `wingws new chat` writes."""
    new = [sys.executable, "-m", "pulumi_wingws.cli", "new", "chat"]
    subprocess.run(new, cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    return tmp_path / "chat"


def test_the_starter_project_passes_its_tests(chat, run_pytest):
    """As it is."""
    assert "2 passed" in run_pytest(chat)


def test_every_example_of_the_page_passes(chat, run_pytest):
    """Each block is the tests that it says."""
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    for number, block in enumerate(blocks):
        (chat / f"test_{number}.py").write_text(block)
    tests = sum(block.count("def test_") for block in blocks)

    assert len(blocks) >= 8
    assert f"{tests + 2} passed" in run_pytest(chat)
