"""Small programs, run as Pulumi runs them, sliced, and answered by the artifact alone."""

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from pulumi_wingws.handlers import HandlerSource, check_build, slice_handler, write_build

HERE = Path(__file__).parent
PROGRAMS = HERE / "programs"
sys.path.insert(0, str(HERE))  # the programs import pulumi_stand_ins
from pulumi_stand_ins import classify  # noqa: E402

ASK = """
import json, sys
sys.path.insert(0, sys.argv[1])
import index
for body in json.loads(sys.argv[2]):
    event = {"requestContext": {"connectionId": "c", "eventType": "MESSAGE"}, "body": body}
    print(json.dumps(index.handler(event, None)["body"]))
"""


def programs(marker):
    """List the programs that say what is expected in this form."""
    files = sorted([*PROGRAMS.glob("*.py"), *PROGRAMS.glob("*/__main__.py")])
    named = ((f.stem if f.parent == PROGRAMS else f.parent.name, f) for f in files)
    return [
        pytest.param(f, id=name) for name, f in named if f"\n{marker} = " in f.read_text()
    ]


def run_program(file, root):
    """Run a program as Pulumi's language host does, its modules fresh."""
    before = set(sys.modules)
    sys.path.insert(0, str(root))
    try:
        path = root if file.name == "__main__.py" else file
        return runpy.run_path(str(path), run_name="__main__")
    finally:
        sys.path.remove(str(root))
        own = [n for n in set(sys.modules) - before if _is_below(sys.modules[n], root)]
        run_program.modules = {n: sys.modules[n] for n in own}


def _is_below(module, root):
    return str(getattr(module, "__file__", "") or "").startswith(str(root))


@pytest.fixture(autouse=True)
def _forget_modules():
    yield
    for name in getattr(run_program, "modules", ()):
        sys.modules.pop(name, None)


def slice_program(file):
    """Slice the `on_message` of a program."""
    names = run_program(file, file.parent)
    source = HandlerSource(names["on_message"], "message", "on_message", reply=True)
    return names, slice_handler(source, root=file.parent, classify=classify)


def ask(build, bodies, outputs):
    """Give what the artifact answers in an interpreter that has nothing else."""
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", ASK, str(build), json.dumps(bodies)],
        capture_output=True,
        text=True,
        env={"WINGWS": json.dumps({"outputs": outputs}), "PATH": os.defpath},
    )
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("file", programs("ANSWERS"))
def test_artifact_answers_as_the_program(file, tmp_path, capsys):
    """An artifact answers by itself what the program's handler would answer."""
    names, artifact = slice_program(file)
    build = write_build(artifact, tmp_path)
    check_build(artifact, build, root=file.parent)
    answers = names["ANSWERS"]
    assert ask(build, list(answers), names.get("OUTPUTS", {})) == list(answers.values())
