"""The clean import finds what Lambda would find, before Lambda does."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from slicing import forget_modules, slice_program  # noqa: E402

from pulumi_wingws.handlers import Refused, check, check_build, write_build  # noqa: E402


@pytest.fixture
def check_program(tmp_path):
    """Slice, build and check a program's text."""

    def run(text):
        root = tmp_path / "project"
        root.mkdir()
        file = root / "__main__.py"
        file.write_text(text)
        _, artifact = slice_program(file)
        check_build(artifact, write_build(artifact, tmp_path / "build"), root=root)
        return artifact

    yield run
    forget_modules()


def test_lambdas_own_boto3_can_be_imported(check_program):
    """A client made at module level is made again at cold start."""
    artifact = check_program(
        "import boto3\n"
        "REGION = 'eu-' + 'west-1'\n"
        "table = boto3.resource('dynamodb', region_name=REGION).Table('Rows')\n"
        "def on_message(connection_id, body): return table.scan()\n"
    )
    assert "table = boto3.resource(" in artifact.source


def test_what_is_installed_here_cannot_be_imported(check_program):
    """Nothing but the standard library and Lambda's packages is found."""
    with pytest.raises(Refused, match="No module named 'pytest'") as caught:
        check_program(
            "from pkgutil import resolve_name\n"
            "class Late:\n"
            "    tool = resolve_name('pytest').__name__\n"
            "def on_message(connection_id, body): return Late\n"
        )
    (refusal,) = caught.value.refusals
    assert (refusal.file, refusal.line) == ("__main__.py", 3)


def test_network_is_out_of_reach(check_program):
    """Code that runs at import cannot connect anywhere."""
    with pytest.raises(Refused, match="no network while an artifact is checked"):
        check_program(
            "import socket, sys\n"
            "class Late:\n"
            "    if 'pulumi_stand_ins' not in sys.modules:\n"
            "        socket.create_connection(('127.0.0.1', 9))\n"
            "def on_message(connection_id, body): return Late\n"
        )


def test_import_that_does_not_end_is_refused(check_program, monkeypatch):
    """An import gets as long as Lambda gives it."""
    monkeypatch.setattr(check, "TIMEOUT", 0.5)
    with pytest.raises(Refused, match=r"takes longer than 0\.5 seconds"):
        check_program(
            "import sys\n"
            "class Late:\n"
            "    while 'pulumi_stand_ins' not in sys.modules: pass\n"
            "def on_message(connection_id, body): return Late\n"
        )


def test_value_of_the_moment_is_refused(check_program):
    """A class body that computes something else each time it runs is found out."""
    with pytest.raises(Refused, match=r"'Late\.made\.at' would have another value"):
        check_program(
            "import time\n"
            "class Moment:\n"
            "    def __init__(self, at): self.at = at\n"
            "class Late:\n"
            "    made = Moment(time.time_ns())\n"
            "def on_message(connection_id, body): return Late\n"
        )
