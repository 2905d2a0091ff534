"""Artifacts are the user's files to a traceback, a debugger and coverage."""

import json
import re
import tokenize
from types import CodeType

import pytest

from tests.handlers.corpus_run.forker import Forker
from tests.handlers.corpus_run.program import find_programs
from tests.handlers.corpus_run.ways import CLEAN, make_layer

PROGRAMS = [
    program
    for program in find_programs()
    if program.steps and (program.warnings or not program.mark)
]
MARK = re.compile(r"# (\".*\") raises at (\".*\")$")


@pytest.fixture(scope="module")
def inspect(corpus, tmp_path_factory):
    """Return an opener of artifacts: the code objects, and a stream for events."""
    folder = tmp_path_factory.mktemp("inspector")
    layer = make_layer(folder / "layer")
    forker = Forker("inspector.py", str(layer), log=folder / "log", flags=CLEAN)
    streams = []

    def open_artifact(program, function):
        stream = forker.connect()
        streams.append(stream)
        build = corpus.build(program, function)
        cloud = corpus.open_cloud(corpus.deployment(program))
        variables = {**cloud.variables(function), **program.environment}
        stream.send({"build": str(build), "variables": variables})
        return stream.receive(), stream

    yield open_artifact
    for stream in streams:
        stream.close()
    forker.close()


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_code_is_where_the_user_wrote_it(corpus, inspect, program):
    """Every instruction of every function says the user's file, line and column."""
    deployment = corpus.deployment(program)
    assert deployment["refusal"] is None
    for function in deployment["functions"]:
        codes, _ = inspect(program, function)
        assert [code[:3] for code in codes if not is_original(program, code)] == []
        assert codes, "an artifact without functions has no handler"


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_lines_are_the_users(corpus, inspect, program):
    """What runs are the user's lines: each can be broken at, and shown in a traceback.

    Each line that an event reaches has a breakpoint, which hits. A handler that can be
    called as it stands runs the very same lines in its program, and once on each an
    exception is raised, whose traceback shows the user's path, line, columns and text.
    """
    deployment = corpus.deployment(program)
    assert deployment["refusal"] is None
    streams = {
        function["route_key"]: inspect(program, function)[1]
        for function in deployment["functions"]
    }
    itself = deployment["lines"] or [None] * len(program.steps)
    for step, own in zip(program.steps, itself, strict=True):
        stream = streams[step.route]
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
    originals = [each for each in code_of(program, file) if each.co_name == name]
    if any(visible(each.co_positions()) == visible(positions) for each in originals):
        return True
    # What only holds a nested function where it was: it has no other lines, and is
    # never called. The nested function is looked at by itself.
    lines = {line for _, _, line in originals[0].co_lines()} if originals else set()
    return has_nested and {line for line, *_ in positions} <= lines


def visible(positions):
    """Leave out what no traceback shows: how a function begins, at its decorators.

    A set, since Python compiles a call of `name.attribute` otherwise, at the same
    places, where the name is bound by an import.
    """
    return {tuple(each) for each in positions if each[2] != each[3]}


def code_of(program, file):
    """Yield the code objects of a file of a program."""
    text = source(program, file).read_bytes()
    todo = [compile(text, file, "exec", dont_inherit=True)]
    while todo:
        code = todo.pop()
        yield code
        todo += [each for each in code.co_consts if isinstance(each, CodeType)]


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
def test_traceback_ends_at_the_expression(corpus, inspect, program):
    """A traceback's last frame is the expression that raised."""
    (function,) = corpus.deployment(program)["functions"]
    _, stream = inspect(program, function)
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
