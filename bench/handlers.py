"""How long handlers take to become artifacts: ``make bench``.

The goals are the project's own: a handler of a 1,000-line program in less than 30 ms, a
program of 50 handlers in less than 1 s, artifacts and the clean check included.
"""

import runpy
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from pulumi_wingws.handlers import (
    Build,
    HandlerSource,
    Slice,
    check_builds,
    slice_handler,
    write_build,
)

ROUNDS = 5

HEAD = """\
import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import partial

REGISTRY = {}


def register(function):
    REGISTRY[function.__name__] = function
    return function

"""

# One topic of a program, 20 lines: a class, data, a helper, a closure, a lambda.
TOPIC = '''
@dataclass
class Item{n}:
    name: str
    price: Decimal = Decimal("1.{n}")
    tags: list[str] = field(default_factory=list)

    def total(self, count: int) -> Decimal:
        return self.price * count


ITEMS_{n} = {{f"item {{i}}": Item{n}(f"item {{i}}") for i in range(10)}}
FIND_{n} = partial(re.compile(r"(\\w+) {n}").search)


@register
def helper_{n}(text, limit={n}):
    """Answer topic {n}."""
    return [name for name in ITEMS_{n} if text in name][:limit] + [(lambda t: t)(text)]

'''

HANDLER = '''
def on_message_{n}(connection_id, body):
    """Answer about topic {n}."""
    item = ITEMS_{n}.get(body) or Item{n}(body)
    return {{"total": str(item.total(2)), "names": helper_{n}(body)}}

'''

LINES = 1000


def main() -> None:
    """Measure, and print one line for each goal."""
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder, "one")
        functions = run_program(one, handlers=1)
        report(
            f"one handler of {LINES} lines, sliced",
            list(timed(lambda: slices_of(functions, one))),
            goal=0.030,
        )
        many = Path(folder, "many")
        functions = run_program(many, handlers=50)
        report(
            "50 handlers, sliced, written and checked",
            list(timed(lambda: build(slices_of(functions, many), many))),
            goal=1.0,
        )
        report("  of which sliced", list(timed(lambda: slices_of(functions, many))))
        sliced = slices_of(functions, many)
        report(
            "  of which written and checked", list(timed(lambda: build(sliced, many)))
        )


def run_program(folder: Path, *, handlers: int) -> list[Callable[..., object]]:
    """Write a program, run it as Pulumi does, and return its handlers."""
    topics = max(handlers, (LINES - HEAD.count("\n")) // TOPIC.count("\n"))
    text = HEAD + "".join(TOPIC.format(n=n) for n in range(topics))
    text += "".join(HANDLER.format(n=n) for n in range(handlers))
    folder.mkdir()
    (folder / "__main__.py").write_text(text)
    names = runpy.run_path(str(folder), run_name="__main__")
    return [names[f"on_message_{n}"] for n in range(handlers)]


def slices_of(functions: list[Callable[..., object]], root: Path) -> list[Slice]:
    """Slice handlers, as one run of a program does."""
    return [
        slice_handler(
            HandlerSource(function, "message", function.__name__, reply=True),
            root=root,
            classify=lambda value: None,
        )
        for function in functions
    ]


def build(slices: list[Slice], root: Path) -> None:
    """Write artifacts and check them, as a preview does, into a new folder."""
    with tempfile.TemporaryDirectory() as folder:
        builds = [Build(each, write_build(each, Path(folder))) for each in slices]
        refused = check_builds(builds, root=root)
    if refused:
        raise refused[0]


def timed(action: Callable[[], object]) -> Iterator[float]:
    """Yield how many seconds each of some rounds takes."""
    for _ in range(ROUNDS):
        start = perf_counter()
        action()
        yield perf_counter() - start


def report(what: str, seconds: list[float], goal: float | None = None) -> None:
    """Print the median, the best and the goal."""
    line = (
        f"{what:44} {median(seconds) * 1000:8.1f} ms  (best {min(seconds) * 1000:.1f})"
    )
    sys.stdout.write(line + (f"  goal {goal * 1000:.0f}" if goal else "") + "\n")


if __name__ == "__main__":
    main()
