"""The same program gives the same bytes, wherever and however it is sliced."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent

SLICE_ALL = """
import json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from slicing import find_programs, slice_program
hashes = {}
for name, file in find_programs(Path(sys.argv[2])).items():
    hashes[name] = slice_program(file)[1].sha256
print("HASHES", json.dumps(hashes))
"""


def hashes(folder, seed, home):
    """Slice all programs of a folder in an interpreter of its own."""
    result = subprocess.run(
        [sys.executable, "-c", SLICE_ALL, str(HERE), str(folder)],
        capture_output=True,
        text=True,
        env={"PYTHONHASHSEED": seed, "HOME": str(home), "PATH": os.defpath},
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.split("HASHES ")[1])


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """What the programs give where they are."""
    return hashes(HERE / "programs", "0", tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize("seed", ["1", "4711"])
def test_bytes_do_not_depend_on_hash_seed_folder_or_home(seed, expected, tmp_path):
    """Hash seed, checkout folder, its depth and HOME leave no trace in an artifact."""
    folder = tmp_path / ("deep/" * int(seed[0])) / "programs"
    shutil.copytree(HERE / "programs", folder)
    assert hashes(folder, seed, tmp_path) == expected


def test_edit_elsewhere_that_moves_no_line_changes_nothing(expected, tmp_path):
    """A comment, an unused value or lines at the end change no byte."""
    folder = tmp_path / "programs"
    shutil.copytree(HERE / "programs", folder)
    for file in folder.glob("*/__main__.py"):
        file.write_text(file.read_text() + "\n# an edit\nUNUSED = 1\n")
    assert hashes(folder, "0", tmp_path) == expected
