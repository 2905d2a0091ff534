"""What holds for every program: the same bytes always, and the values it ended with."""

import compileall
import hashlib
import os
import re
import tokenize
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.handlers.corpus_run.deploying import Deployer
from tests.handlers.corpus_run.forker import Forker
from tests.handlers.corpus_run.program import find_programs
from tests.handlers.corpus_run.ways import CleanInterpreter

PROGRAMS = {program.name: program for program in find_programs()}
BATCHES = 10
RANDOM_PROGRAMS = int(os.environ.get("WINGWS_RANDOM_PROGRAMS", "100"))


class Place:
    """Another place than the corpus's to deploy a program at, like another laptop.

    Args:
        folder: where all of it is kept.
        home: whose HOME its deployer has.
        seed: of hashes.
        is_edited: whether programs are edited elsewhere, and compiled, before.
    """

    def __init__(self, folder, *, home, seed, is_edited, **variables):
        self._folder = folder
        self._is_edited = is_edited
        self._deployer = Deployer(folder, home=home, seed=seed, **variables)
        self._pool = ThreadPoolExecutor(1)
        self._answers = {}

    def expect(self, programs):
        """Begin to deploy programs."""
        for program in programs:
            if program.name not in self._answers:
                future = self._pool.submit(self._deploy, program)
                self._answers[program.name] = future

    def answer(self, program):
        """Return what came of a program's deployment, and the hashes of its builds."""
        self.expect([program])
        return self._answers[program.name].result()

    def _deploy(self, program):
        folder = self._folder / program.name
        program.copy_to(folder)
        if self._is_edited:
            for file in folder.rglob("*.py"):
                edit_elsewhere(file, is_main=file == folder / "__main__.py")
            compileall.compile_dir(folder, quiet=2)
        # That it works was seen at its first deployment; here bytes are compared.
        answer = self._deployer.deploy(program, folder, check=program.is_refused)
        functions = answer["functions"]
        return answer, [digest(folder / each["path"]) for each in functions]

    def close(self):
        """End all processes."""
        self._pool.shutdown()
        self._deployer.close()


def edit_elsewhere(file, *, is_main):
    """Change the docstring, and add what nobody needs below everything.

    In the main file alone a statement: another one may be taken along as a whole.
    """
    with tokenize.open(file) as stream:
        encoding = stream.encoding
    text = file.read_bytes().decode(encoding)
    if is_main:
        edited = re.sub(r'"""(.*?)(\\?)"""', r'"""\1.\2"""', text, count=1)
        assert edited != text
        text = edited + "\ndef added(): return [each for each in 'edit']\n"
    text += "\n# An edit.\n"
    file.write_bytes(text.encode(encoding))


def digest(build):
    """Hash the names and bytes of a build's files."""
    files = sorted(path for path in build.rglob("*") if path.is_file())
    names = [(str(path.relative_to(build)), path.read_bytes()) for path in files]
    return hashlib.sha256(repr(names).encode()).hexdigest()


@pytest.fixture(scope="module")
def places(request, tmp_path_factory):
    """Return two places; what this run's tests need begins to be deployed."""
    folder = tmp_path_factory.mktemp("places")
    deep = folder / "a" / "b" / "there é"
    places = [
        Place(folder / "near", home="carol", seed="1", is_edited=False),
        Place(deep, home="bob", seed="4711", is_edited=True, TZ="Asia/Tokyo"),
    ]
    calls = (getattr(item, "callspec", None) for item in request.session.items)
    names = {call.id for call in calls if call}
    for place in places:
        place.expect(p for p in PROGRAMS.values() if p.name in names)
    yield places
    for place in places:
        place.close()


@pytest.mark.timeout(60)  # two deployments of large data
@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_same_program_same_bytes(corpus, places, program):
    """Hash seeds, folder, HOME, .pyc files and an edit elsewhere change no byte.

    Each program says by its marks whether it has an artifact at all.
    """
    deployment = corpus.deployment(program)
    functions = deployment["functions"]
    assert bool(deployment["refusal"]) == program.is_refused
    assert bool(functions) != program.is_refused
    digests = [digest(corpus.build(program, function)) for function in functions]
    answers = [(deployment, digests), *(place.answer(program) for place in places)]
    first, *others = [(a["refusal"], a["functions"], each) for a, each in answers]
    assert all(each == first for each in others) != program.varies


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
