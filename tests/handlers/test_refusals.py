"""What cannot travel is refused by name, with the place, the chain and the way out."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from slicing import slice_program  # noqa: E402

from pulumi_wingws.handlers import Refused, check_build, write_build  # noqa: E402

REFUSED = sorted((HERE / "programs/refused").glob("*.py"))


@pytest.mark.parametrize("file", [pytest.param(f, id=f.stem) for f in REFUSED])
def test_refusal_reads_like_a_compilers(file, tmp_path, monkeypatch):
    """A program that cannot travel gets exactly the text that stands beside it."""
    monkeypatch.chdir(file.parent)  # where Pulumi runs a program
    with pytest.raises(Refused) as caught:
        _, artifact = slice_program(file)
        build = write_build(artifact, tmp_path)
        check_build(artifact, build, root=file.parent)
    expected = file.with_suffix(".txt")
    assert f"{caught.value}\n" == expected.read_text()
