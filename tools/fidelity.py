"""Generate docs/fidelity.md: what is known of AWS, what we do, which test shows it.

The facts are in tests/simulator/fidelity.txt. Tests name those that they show by a
mark, `@pytest.mark.fidelity(section, fact)`; their docstring says what we do.

Usage: .venv-test/bin/python tools/fidelity.py
"""

import ast
import inspect
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from wingws_simulator.core.faults import Faults
from wingws_simulator.core.settings import Settings

from tests.simulator.dynamodb.differential.known import ANSWERS, KNOWN

__all__ = ["OUTPUT", "fidelity"]

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "docs" / "fidelity.md"
FACTS = ROOT / "tests" / "simulator" / "fidelity.txt"

_HEAD = """\
# Fidelity of the simulator

Generated from the tests by `make docs`; `make test` checks that it is up to date.
Below is every fact known about AWS's WebSocket APIs, and about time to live and streams
of its tables: how sure it is, what the simulator does, and the tests that show it.
Nothing was run against AWS by us.

- C: certain, from AWS's documentation or service model
- O: observed on AWS by a third party
- I: inferred
- U: unknown, so what we do is a guess
"""

_SETTINGS_HEAD = """\
## Settings

Every number and text of the gateway's and of tables', with the letters from above.
Durations are in seconds, sizes in bytes. What is no number and no text is fixed, as its
row above says.
All but the close codes can be set, for one stack at a time:

    pulumi config set --path wingws:settings.ping_resets_idle true
    pulumi up

They are the fields of `Settings` in `simulator/wingws_simulator/core/settings.py`.

| setting | default | why |
|---|---|---|"""

_FAULTS_HEAD = """\
## Faults

What goes wrong on demand; [Faults](simulator.md#faults) tells how. They are the fields
of `Faults` in `simulator/wingws_simulator/core/faults.py`.

| fault | default | what |
|---|---|---|"""

_TABLES_HEAD = """\
## Tables

Random sequences of operations are answered by the simulator's tables and by AWS's
DynamoDB Local 3.3.1, and compared: answers, codes, messages. DynamoDB Local differs
from AWS, and from us, in the following; all else is the same
([test](../tests/simulator/dynamodb/differential/test_dynamodb_local.py)).

| DynamoDB Local | ours |
|---|---|"""

_SECTION = re.compile(r"(?P<number>\d[\d.]*) (?P<title>.+)")
_FACT = re.compile(r"(?P<tag>[COIU]) (?P<fact>.+)")
_FIELD = re.compile(r"    (?P<name>\w+): [\w.]+ = .+?  # (?P<why>.+)")

Fact = tuple[str, str]
"""Number of its section and its text."""


@dataclass(frozen=True)
class Test:
    """A test function, and the first line of its docstring."""

    path: str
    name: str
    behaviour: str


def fidelity() -> str:
    """
    Return the whole page.

    Raises:
        ValueError: If a test shows a fact that is not in the list.

    """
    tests = _tests()
    sections = list(_sections(FACTS.read_text()))
    known = {(number, fact) for number, _, facts in sections for _, fact in facts}
    if unknown := sorted(tests.keys() - known):
        raise ValueError(f"{unknown} are marked in tests and not in {FACTS.name}")
    covered = f"{len(tests)} of {len(known)} facts are covered.\n"
    parts = [_HEAD, covered]
    for number, title, facts in sections:
        parts.append(
            f"## {number} {title}\n\n| | fact | ours | shown by |\n|---|---|---|---|"
        )
        parts.extend(
            _row(tag, fact, tests.get((number, fact), [])) for tag, fact in facts
        )
        parts.append("")
    parts.append(_SETTINGS_HEAD)
    parts.extend(_fields(Settings))
    parts.extend(["", _FAULTS_HEAD])
    parts.extend(_faults())
    parts.extend(["", _TABLES_HEAD])
    rows = [*((known.what, known.why) for known in KNOWN), *ANSWERS]
    parts.extend(f"| {_cell(what)} | {_cell(why)} |" for what, why in rows)
    return "\n".join(parts) + "\n"


def _sections(text: str) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Yield number, title and facts of every section."""
    for block in text.split("\n\n")[1:]:
        head, *lines = block.strip().splitlines()
        section = _SECTION.fullmatch(head)
        facts = [_FACT.fullmatch(line) for line in lines]
        if section is None or None in facts:
            raise ValueError(f"{head!r} or a fact below it isn't one")
        yield (
            section["number"],
            section["title"],
            [(fact["tag"], fact["fact"]) for fact in facts if fact],
        )


def _tests() -> Mapping[Fact, list[Test]]:
    """Return the tests by the facts that they are marked with."""
    found: dict[Fact, list[Test]] = defaultdict(list)
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        path = file.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef):
                behaviour = (ast.get_docstring(node) or "").partition("\n")[0]
                for fact in _marks(node):
                    found[fact].append(Test(path, node.name, behaviour))
    return found


def _marks(function: ast.FunctionDef) -> Iterator[Fact]:
    for decorator in function.decorator_list:
        if (
            isinstance(decorator, ast.Call)
            and ast.unparse(decorator.func) == "pytest.mark.fidelity"
        ):
            section, fact = map(ast.literal_eval, decorator.args)
            yield section, fact


def _row(tag: str, fact: str, tests: list[Test]) -> str:
    if not tests:
        return f"| {tag} | {_cell(fact)} | *not covered* | |"
    ours = "<br>".join(_cell(test.behaviour) for test in tests)
    shown = "<br>".join(f"[{test.name}](../{test.path})" for test in tests)
    return f"| {tag} | {_cell(fact)} | {ours} | {shown} |"


def _cell(text: str) -> str:
    return re.sub(r"([|<])", r"\\\1", text)


def _faults() -> Iterator[str]:
    for each in fields(Faults):
        what = "{unit} {text}".format_map(each.metadata)
        yield f"| `{each.name}` | `{each.default!r}` | {_cell(what)} |"


def _fields(kind: type[Settings]) -> Iterator[str]:
    """Yield a row for each field.

    Raises:
        ValueError: A field has no comment behind it, which says why.

    """
    defaults = kind()
    missing = {each.name for each in fields(kind)}
    for line in inspect.getsource(kind).splitlines():
        field = _FIELD.fullmatch(line)
        if field is None:
            continue
        missing.remove(field["name"])
        value = getattr(defaults, field["name"])
        shown = tuple(value) if isinstance(value, tuple) else value
        yield f"| `{field['name']}` | `{shown!r}` | {_cell(field['why'])} |"
    if missing:
        raise ValueError(f"{sorted(missing)} lack a comment that says why")


if __name__ == "__main__":
    OUTPUT.write_text(fidelity())
