"""Artifacts are the user's files to a traceback, a debugger and coverage."""

import contextlib
import functools
import json
import re
import tokenize
from types import CodeType

import pytest

from tests.handlers.corpus_run.forker import Forker
from tests.handlers.corpus_run.program import find_programs
from tests.handlers.corpus_run.ways import CLEAN, make_layer

# The first test waits for two processes to start that import Pulumi and boto3.
pytestmark = pytest.mark.timeout(60)

PROGRAMS = [
    program
    for program in find_programs()
    if program.steps and (program.warnings or not program.mark)
]
MARK = re.compile(r"# (\".*\") raises at (\".*\")$")


@pytest.fixture(scope="module")
def inspector(tmp_path_factory):
    """Return a process that imports artifacts and looks into them."""
    folder = tmp_path_factory.mktemp("inspector")
    layer = make_layer(folder / "layer")
    inspector = Forker("inspector.py", str(layer), log=folder / "log", flags=CLEAN)
    yield inspector
    inspector.close()


@contextlib.contextmanager
def imported(corpus, inspector, program):
    """Give a program's artifacts by route: the code objects, a stream for events."""
    deployment = corpus.deployment(program)
    assert deployment["refusal"] is None
    cloud = corpus.open_cloud(deployment)
    opened = {}
    with contextlib.ExitStack() as streams:
        for function in deployment["functions"]:
            stream = inspector.connect()
            streams.callback(stream.close)
            build = corpus.build(program, function)
            variables = {**cloud.variables(function), **program.environment}
            stream.send({"build": str(build), "variables": variables})
            opened[function["route_key"]] = stream.receive(), stream
        yield opened


@pytest.fixture(scope="module")
def artifacts(corpus, inspector, program):
    """Return the artifacts of a program, imported once for its tests."""
    with imported(corpus, inspector, program) as artifacts:
        yield artifacts


# The tests of a program follow each other, so that few processes are there at once.
of_each = pytest.mark.parametrize(
    "program", PROGRAMS, ids=lambda program: program.name, scope="module"
)


@of_each
def test_code_is_where_the_user_wrote_it(artifacts, program):
    """Every instruction of every function says the user's file, line and column."""
    for codes, _ in artifacts.values():
        assert [code[:3] for code in codes if not is_original(program, code)] == []
        assert codes, "an artifact without functions has no handler"


@of_each
def test_lines_are_the_users(corpus, artifacts, program):
    """What runs are the user's lines: each can be broken at, and shown in a traceback.

    Each line that an event reaches has a breakpoint, which hits. A handler that can be
    called as it stands runs the very same lines in its program, and once on each an
    exception is raised, whose traceback shows the user's path, line, columns and text.
    """
    itself = corpus.deployment(program)["lines"] or [None] * len(program.steps)
    for step, own in zip(program.steps, itself, strict=True):
        _, stream = artifacts[step.route]
        stream.send({"event": corpus.event(step), "interrupt": own is not None})
        answer = stream.receive()
        assert sorted(answer["hits"]) == sorted(answer["lines"])
        if own is not None:
            assert sorted(answer["lines"]) == sorted(own)
        frames = [each for each in answer["interrupted"] if each[2]]
        assert frames or not answer["interrupted"]
        for file, line, (*place, text, name) in frames:
            assert place[:2] == [file, line]
            if not name.startswith("<"):  # a lambda may have no room in its file
                own_text = text_at(program, *place)
                assert segment(*place[1:], text) == segment(*place[1:], own_text)


def source(program, file):
    """Return a file of a program."""
    return program.path / file if program.path.is_dir() else program.path


def text_at(program, file, line, column, end_line, end_column):
    """Return the lines of a program that a frame is at."""
    with tokenize.open(source(program, file)) as stream:
        return "\n".join(stream.read().split("\n")[line - 1 : end_line])


def is_original(program, code):
    """Say whether a file of the program has that very code, position for position."""
    file, name, _, has_nested, positions = code
    codes = code_of(source(program, file))
    originals = [each for each in codes if each.co_name == name]
    if any(visible(each.co_positions()) == visible(positions) for each in originals):
        return True
    # What only holds a nested function where it was: it has no other lines, and is
    # never called. The nested function is looked at by itself.
    lines = {line for line, *_ in positions}
    return has_nested and any(
        lines <= {line for _, _, line in each.co_lines()} for each in originals
    )


def visible(positions):
    """Leave out what no traceback shows: how a function begins, at its decorators.

    A set, since Python compiles a call of `name.attribute` otherwise, at the same
    places, where the name is bound by an import.
    """
    return {tuple(each) for each in positions if each[2] != each[3]}


@functools.lru_cache(maxsize=16)
def code_of(path):
    """List the code objects of a file, those in others too."""
    codes = [compile(path.read_bytes(), path, "exec", dont_inherit=True)]
    for code in codes:
        codes += [each for each in code.co_consts if isinstance(each, CodeType)]
    return codes


def marks(program):
    """Yield file, line, event and expression of each mark in a program."""
    files = (
        sorted(program.path.rglob("*.py")) if program.path.is_dir() else [program.path]
    )
    for path in files:
        name = "__main__.py" if path == program.path else path.relative_to(program.path)
        with tokenize.open(path) as stream:
            for line, text in enumerate(stream.read().split("\n"), 1):
                if found := MARK.search(text):
                    yield str(name), line, *map(json.loads, found.groups())


TRUTHS = [program for program in PROGRAMS if next(marks(program), None)]


@pytest.mark.parametrize("program", TRUTHS, ids=lambda program: program.name)
def test_traceback_ends_at_the_expression(corpus, inspector, program):
    """A traceback's last frame is the expression that raised."""
    with imported(corpus, inspector, program) as artifacts:
        ((_, stream),) = artifacts.values()
        for file, line, sent, expression in marks(program):
            context = {"connectionId": "c1", "eventType": "MESSAGE"}
            event = {"requestContext": context, "body": sent}
            stream.send({"event": event, "interrupt": False})
            frame = stream.receive()["raised"]
            assert frame[:2] == [file, line]
            assert segment(*frame[1:6]) == expression


def segment(line, column, end_line, end_column, text):
    """Cut out what a traceback underlines; columns count UTF-8 bytes."""
    lines = [each.encode() for each in text.split("\n")[: end_line - line + 1]]
    lines[-1] = lines[-1][:end_column]
    lines[0] = lines[0][column:]
    return " ".join(each.decode().strip() for each in lines)
