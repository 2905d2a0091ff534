"""Small programs: what their artifacts answer, and raise, by themselves."""

import json
import os
import subprocess
import sys
import traceback
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from slicing import programs_that_say, slice_program  # noqa: E402

from pulumi_wingws.handlers import check_build, write_build  # noqa: E402

ASK = """
import json, sys, traceback
sys.path.insert(0, sys.argv[1])
import index
for body in json.loads(sys.argv[2]):
    context = {"connectionId": "c", "eventType": "MESSAGE"}
    try:
        answer = index.handler({"requestContext": context, "body": body}, None)["body"]
    except Exception as error:
        frames = traceback.TracebackException.from_exception(error).stack
        answer = [
            [f.filename, f.lineno, f.end_lineno, f.colno, f.end_colno, f.name, f.line]
            for f in frames
        ]
    print("ANSWER", json.dumps(answer))
"""


def parametrise(name):
    """Run a test for every program that binds a name."""
    programs = programs_that_say(name)
    return pytest.mark.parametrize("file", list(programs.values()), ids=list(programs))


def ask(build, bodies, outputs=None):
    """Give what the artifact answers in an interpreter that has nothing else."""
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", ASK, str(build), json.dumps(bodies)],
        capture_output=True,
        text=True,
        env={"WINGWS": json.dumps({"outputs": outputs or {}}), "PATH": os.defpath},
    )
    assert result.returncode == 0, result.stderr
    lines = result.stdout.split("\n")
    return [json.loads(line[7:]) for line in lines if line.startswith("ANSWER ")]


@parametrise("ANSWERS")
def test_artifact_answers_as_the_program(file, tmp_path):
    """An artifact answers by itself what the program's handler would answer."""
    names, artifact = slice_program(file)
    build = write_build(artifact, tmp_path)
    check_build(artifact, build, root=file.parent)
    answers = names["ANSWERS"]
    assert ask(build, list(answers), names.get("OUTPUTS")) == list(answers.values())


@parametrise("RAISES")
def test_traceback_is_the_programs_own(file, tmp_path):
    """A traceback shows the user's file, line, column and text, frame by frame."""
    names, artifact = slice_program(file)
    build = write_build(artifact, tmp_path)
    for body, (answer,) in ((b, ask(build, [b])) for b in names["RAISES"]):
        assert frames_below(answer, build) == frames_below(
            frames_of(names["on_message"], body), file.parent
        )


def frames_of(handler, body):
    """Call a handler of the program and give the frames of what it raises."""
    try:
        handler("c", body)
    except Exception as error:
        frames = traceback.TracebackException.from_exception(error).stack
        return [
            [f.filename, f.lineno, f.end_lineno, f.colno, f.end_colno, f.name, f.line]
            for f in frames
        ]
    raise AssertionError(f"{body} raised nothing")


def frames_below(frames, folder):
    """Keep the frames of a folder's own files, with relative paths.

    A lambda's line shows the lambda alone, so its text is not compared.
    """
    own = [f for f in frames if Path(f[0]).is_relative_to(folder)]
    own = [[Path(f[0]).relative_to(folder).as_posix(), *f[1:]] for f in own]
    own = [[*f[:6], "" if f[5] == "<lambda>" else f[6]] for f in own]
    return [f for f in own if not f[0].startswith(("wingws_runtime/", "index.py"))]
