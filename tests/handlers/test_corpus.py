"""Every program of the corpus, deployed, and its artifact run in three ways."""

import json
import re

import pytest

from tests.handlers.corpus_run.corpus import WAYS
from tests.handlers.corpus_run.program import find_programs

# The first test waits for two processes to start that import Pulumi and boto3.
pytestmark = pytest.mark.timeout(60)

PROGRAMS = {program.name: program for program in find_programs()}


def programs(choose):
    """Run a test for each program that `choose` says yes to."""
    chosen = {name: each for name, each in PROGRAMS.items() if choose(each)}
    return pytest.mark.parametrize("program", chosen.values(), ids=chosen)


def answers_as_expected(program, answers):
    """Say what is wrong with a program's answers, if anything is."""
    return [
        (step.route, step.sent, step.expected, answer, pushes)
        for step, (answer, pushes) in zip(program.steps, answers, strict=True)
        if not is_expected(step, answer) or pushes != step.pushes
    ]


def is_expected(step, answer):
    """Compare one answer with its line of the header."""
    if step.verb == "raises":
        return "error" in answer and step.expected in ("*", answer["error"])
    response = answer.get("result")
    if response is None:
        return False
    if isinstance(step.expected, dict) and "statusCode" in step.expected:
        return response == step.expected
    body = response.get("body")
    if isinstance(step.expected, str):
        return body == step.expected
    return body is not None and json.loads(body) == step.expected


@pytest.mark.parametrize("way", WAYS)
@programs(lambda p: p.steps and (p.warnings or not p.mark))
def test_artifact_answers(corpus, program, way):
    """An artifact answers what the header says, wherever it runs."""
    assert answers_as_expected(program, corpus.answers(program, way)) == []


@programs(lambda p: p.steps and not p.refusals)
def test_program_itself_answers(corpus, program):
    """The header is right: the program's own function says the same."""
    itself = corpus.deployment(program).get("itself")
    assert itself is None or answers_as_expected(program, itself) == []


@programs(lambda p: p.refusals and not p.mark)
def test_program_is_refused(corpus, program):
    """A program is refused in the header's words, all refusals together."""
    assert is_refused_so(program, corpus.deployment(program)["refusal"])


def is_refused_so(program, text):
    """Compare the first line of each refusal with the header's; ``*`` is any text."""
    lines = [each.split("\n")[0] for each in (text or "").split("\n\n")]
    pattern = re.escape("\n".join(program.refusals)).replace(r"\*", ".*")
    return re.fullmatch(pattern, "\n".join(lines)) is not None


@pytest.mark.timeout(180)
def test_known_gaps_are_open(corpus):
    """What is marked as missing or wrong still is: else the mark goes."""
    marked = [program for program in PROGRAMS.values() if program.mark]
    corpus.expect(marked)
    closed = [each.name for each in marked if is_as_it_ought_to_be(corpus, each)]
    assert closed == []


def is_as_it_ought_to_be(corpus, program):
    """Say whether a program does all that its header says."""
    deployment = corpus.deployment(program)
    if program.refusals:
        return is_refused_so(program, deployment["refusal"])
    if deployment["refusal"]:
        assert not program.bug, program.name
        return False
    if program.warnings:
        return all(is_warned(deployment, text) for text in program.warnings)
    if program.actions is not None:
        return sorted(set(actions(deployment))) == sorted(program.actions)
    return not answers_as_expected(program, corpus.answers(program, "clean"))


@programs(lambda p: p.warnings)
def test_program_is_warned(corpus, program):
    """A program that is probably wrong is told so."""
    deployment = corpus.deployment(program)
    warned = all(is_warned(deployment, text) for text in program.warnings)
    assert warned != bool(program.mark)


def is_warned(deployment, text):
    """Say whether a warning has a text in it; without a text, that there is none."""
    if not text:
        return not deployment["warnings"]
    return any(text in warning for warning in deployment["warnings"])


@programs(lambda p: p.actions is not None and not p.mark)
def test_least_privilege(corpus, program):
    """A handler may do what its code calls, and nothing else."""
    deployment = corpus.deployment(program)
    assert deployment["refusal"] is None
    assert sorted(set(actions(deployment))) == sorted(program.actions)


def actions(deployment):
    """List what functions may do; pushing says by which verb."""
    for function in deployment["functions"]:
        for statement in function["statements"]:
            for action in statement["Action"]:
                if action.endswith(":ManageConnections"):
                    for resource in statement["Resource"]:
                        yield f"{action}:{resource.split('/')[-3]}"
                else:
                    yield action
