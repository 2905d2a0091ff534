"""A program of the corpus: where it is, and what its header says of it."""

import json
import re
import shutil
import tokenize
from dataclasses import dataclass, field
from pathlib import Path

CORPUS = Path(__file__).parent.parent / "corpus"

_EVENT = re.compile(r"(?:(\S+) )??(?=[\"{])")
_DECODER = json.JSONDecoder()


@dataclass
class Step:
    """One event, and what must come of it.

    Attributes:
        route: the route key.
        sent: a message's text, or what a lifecycle event has besides.
        verb: ``->`` or ``raises``.
        expected: the reply, the whole response, or ``Type: text`` of the exception.
        pushes: (connection id, text) of what is pushed meanwhile, in order.
    """

    route: str
    sent: object
    verb: str
    expected: object
    pushes: list = field(default_factory=list)


@dataclass
class CorpusProgram:
    """A program, and its header; the README of the corpus explains the marks."""

    path: Path
    steps: list = field(default_factory=list)
    refusals: list = field(default_factory=list)
    warnings: list = field(default_factory=list)
    actions: list | None = None
    varies: bool = False
    differs: str | None = None
    gap: str | None = None
    bug: str | None = None
    environment: dict = field(default_factory=dict)
    config: dict = field(default_factory=dict)

    @property
    def name(self):
        """The path below the corpus, without its ending."""
        return self.path.relative_to(CORPUS).with_suffix("").as_posix()

    @property
    def mark(self):
        """What is not yet as the header says, None if all is."""
        return self.gap or self.bug

    @property
    def is_refused(self):
        """Whether its deployment ends in a refusal, as the header and the mark say."""
        return bool(self.gap) or (bool(self.refusals) and not self.bug)

    @property
    def main(self):
        """The file that has the header."""
        return self.path / "__main__.py" if self.path.is_dir() else self.path

    def copy_to(self, folder):
        """Make the program a project of its own."""
        if self.path.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(self.path, folder, ignore=ignored)
        else:
            folder.mkdir(parents=True)
            shutil.copyfile(self.path, folder / "__main__.py")


def find_programs():
    """List the programs of the corpus, in order."""
    folders = {main.parent for main in CORPUS.glob("*/*/__main__.py")}
    return [read(path) for path in sorted([*folders, *CORPUS.glob("*/*.py")])]


def read(path):
    """Read a program's header."""
    program = CorpusProgram(path)
    with tokenize.open(program.main) as file:
        for line in file:
            if not line.startswith("#"):
                break
            _read_line(program, line[:2], line[2:].strip())
    if not (program.steps or program.refusals or program.actions is not None):
        raise ValueError(f"{program.name}: the header says nothing")
    return program


def _read_line(program, mark, text):
    match mark:
        case "#>":
            program.steps.append(_step(text))
        case "#<":
            connection_id, end = _DECODER.raw_decode(text)
            pushed, _ = _DECODER.raw_decode(text, end + 1)
            program.steps[-1].pushes.append((connection_id, pushed))
        case "#!":
            program.refusals.append(text)
        case "#~":
            program.warnings.append(text)
        case "#%":
            program.actions = text.split()
        case "#?":
            kind, _, reason = text.partition(": ")
            setattr(program, {"known gap": "gap", "known bug": "bug"}[kind], reason)
        case "#:":
            kind, name, value = text.split(" ", 2)
            getattr(program, kind)[name] = value
        case "#=":
            program.varies = True
        case "#*":
            program.differs = text
        case "# ":
            pass
        case _:
            raise ValueError(f"{program.name}: {mark} {text} means nothing")


def _step(text):
    start = _EVENT.match(text)
    sent, end = _DECODER.raw_decode(text, start.end())
    verb, _, expected = text[end:].strip().partition(" ")
    if verb not in ("->", "raises"):
        raise ValueError(f"{text!r} has neither -> nor raises")
    return Step(start[1] or "$default", sent, verb, json.loads(expected))
