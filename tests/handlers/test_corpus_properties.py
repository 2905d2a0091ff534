"""What holds for every program: the same bytes always, and the values it ended with."""

import hashlib
import os
import re
import tokenize
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.handlers.corpus_run.forker import Forker
from tests.handlers.corpus_run.program import find_programs
from tests.handlers.corpus_run.ways import CleanInterpreter

PROGRAMS = {program.name: program for program in find_programs()}
BATCHES = 10
RANDOM_PROGRAMS = int(os.environ.get("WINGWS_RANDOM_PROGRAMS", "300"))


class Places:
    """Two places to deploy the same program at, as different as two laptops.

    Args:
        folder: where all of it is kept.
    """

    def __init__(self, folder):
        self._here, self._there = folder / "here", folder / "a" / "b" / "there é"
        self._deployers = [
            self._deployer(folder, seed, home)
            for seed, home in (("0", "ann"), ("1", "bob"), ("4711", "bob"))
        ]
        self._pool = ThreadPoolExecutor(2)
        self._builds = {}

    def _deployer(self, folder, seed, home):
        folder.joinpath(home).mkdir(exist_ok=True)
        variables = {
            **os.environ,
            "HOME": str(folder / home),
            "USER": home,
            "TZ": {"ann": "UTC", "bob": "Asia/Tokyo"}[home],
            "PYTHONHASHSEED": seed,
        }
        variables.pop("PYTHONDONTWRITEBYTECODE", None)
        return Forker("deployer.py", log=folder / "log", variables=variables)

    def expect(self, programs):
        """Begin to deploy programs."""
        for program in programs:
            if program.name not in self._builds:
                future = self._pool.submit(self._deploy, program)
                self._builds[program.name] = future

    def builds(self, program):
        """Return what came of each deployment of a program."""
        self.expect([program])
        return self._builds[program.name].result()

    def _deploy(self, program):
        here, there = self._here / program.name, self._there / program.name
        first, second, third = self._deployers
        program.copy_to(here)
        program.copy_to(there)
        builds = [_ask(first, program, here), _ask(second, program, there)]
        # Now `there` has .pyc files, and an edit that moves no line.
        edit_elsewhere(there / "__main__.py")
        return [*builds, _ask(third, program, there)]

    def close(self):
        """End all processes."""
        self._pool.shutdown()
        for deployer in self._deployers:
            deployer.close()


def _ask(deployer, program, folder):
    question = {"environment": program.environment, "config": program.config}
    question |= {"folder": str(folder), "preview": False, "check": False}
    answer = deployer.ask(question)
    if answer["refusal"]:
        return answer["refusal"].replace(str(folder), "")
    return {
        each["name"]: (each["sha256"], digest(folder / each["path"]), each["captures"])
        for each in answer["functions"]
    }


def edit_elsewhere(file):
    """Add a character to the docstring of a program: no statement that anyone needs."""
    with tokenize.open(file) as stream:
        encoding = stream.encoding
    text = Path(file).read_bytes().decode(encoding)
    edited = re.sub(r'"""(.*?)(\\?)"""', r'"""\1.\2"""', text, count=1)
    assert edited != text
    Path(file).write_bytes(edited.encode(encoding))


def digest(build):
    """Hash the names and bytes of a build's files."""
    files = sorted(path for path in build.rglob("*") if path.is_file())
    names = [(str(path.relative_to(build)), path.read_bytes()) for path in files]
    return hashlib.sha256(repr(names).encode()).hexdigest()


@pytest.fixture(scope="module")
def places(request, tmp_path_factory):
    """Return the places; what this run's tests need begins to be deployed."""
    places = Places(tmp_path_factory.mktemp("places"))
    calls = (getattr(item, "callspec", None) for item in request.session.items)
    names = {call.id for call in calls if call}
    places.expect(p for p in PROGRAMS.values() if p.name in names)
    yield places
    places.close()


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_same_program_same_bytes(places, program):
    """Hash seed, folder, HOME, .pyc files and an edit elsewhere change no byte."""
    first, *others = places.builds(program)
    same = all(other == first for other in others)
    assert same != program.varies


@pytest.fixture(scope="module")
def slicer(tmp_path_factory):
    """Return a process that slices random programs."""
    slicer = Forker("slicer.py", log=tmp_path_factory.mktemp("slicer") / "log")
    yield slicer
    slicer.close()


@pytest.fixture(scope="module")
def clean_interpreter(tmp_path_factory):
    """Return a clean interpreter."""
    clean = CleanInterpreter(tmp_path_factory.mktemp("clean"))
    yield clean
    clean.close()


@pytest.mark.timeout(20 + RANDOM_PROGRAMS)
@pytest.mark.parametrize("batch", range(BATCHES))
def test_random_programs_keep_their_values(slicer, clean_interpreter, batch, tmp_path):
    """An artifact shows every value, shared as it was, that its program ended with."""
    wrong, refused = [], []
    seeds = range(batch, RANDOM_PROGRAMS, BATCHES)
    for seed in seeds:
        sliced = slicer.ask({"seed": seed, "folder": str(tmp_path / str(seed))})
        if sliced is None or sliced["refusal"]:
            refused.append((seed, sliced and sliced["refusal"]))
            continue
        answer = ask(clean_interpreter, Path(sliced["build"]))
        if answer.get("result", {}).get("body") != sliced["answer"]:
            wrong.append((seed, sliced["answer"], answer))
    print(f"{len(seeds)} programs, {len(refused)} refused:", *refused, sep="\n")
    assert wrong == []
    assert [seed for seed, refusal in refused if refusal is None] == []  # no crash


def ask(clean_interpreter, build):
    """Ask an artifact for what it shows."""
    environment = clean_interpreter.start(build, {})
    try:
        context = {"connectionId": "c1", "eventType": "MESSAGE"}
        return environment.invoke({"requestContext": context, "body": ""})
    finally:
        environment.close()
