"""Import artifacts as Lambda would, before Lambda does, and compare their values."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any

import wingws_runtime

from .descriptions import Description
from .model import Place, Slice
from .program.modules import LAMBDA_PACKAGES
from .refusals import Refusal, Refused

__all__ = ["Build", "check_build", "check_builds", "started_ahead"]

TIMEOUT = 10.0
"""Seconds that an artifact may take to import: Lambda's own limit for INIT.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

_Check = dict[str, object]
_Answer = dict[str, Any]

_RANDOM = ".getstate()"
"""The part of a description that is the state of a generator of random numbers."""

_SCRIPT = Path(__file__).resolve().with_name("clean_interpreter.py")

_ahead: list[subprocess.Popen[str]] = []
"""The interpreter that waits for the next check, if one was started ahead."""


@dataclass(frozen=True)
class Build:
    """An artifact, the folder where it is written, and those of its layers."""

    artifact: Slice
    folder: Path
    layers: tuple[Path, ...] = ()


def check_build(
    artifact: Slice, folder: Path, *, root: Path, layers: Sequence[Path] = ()
) -> None:
    """Check one artifact as `check_builds` does.

    Raises:
        Refused: the import fails, or a name holds another value than in the program.
    """
    for refused in check_builds([Build(artifact, folder, tuple(layers))], root=root):
        raise refused


def check_builds(builds: Sequence[Build], *, root: Path) -> list[Refused]:
    """Import written artifacts in a clean interpreter; compare them with the program.

    Each has the standard library, the packages of its layers and Lambda's own, no
    network, no processes and no credentials, writes to /tmp alone, and runs what a cold
    start runs. `root` is the project's folder, where the refused lines are.
    """
    if not builds:
        return []
    with tempfile.TemporaryDirectory() as folder:
        packages = _lambda_packages(Path(folder))
        checks = [_request(build, packages) for build in builds]
        found = [
            _refusals(build.artifact, check, answer, root)
            for build, check, answer in zip(builds, checks, _run(checks), strict=True)
        ]
    return [Refused(tuple(refusals)) for refusals in found if refusals]


def _request(build: Build, packages: Path) -> _Check:
    artifact = build.artifact
    return {
        "path": list(map(str, (build.folder.resolve(), *build.layers, packages))),
        "environment": _environment(artifact),
        "modules": artifact.modules,
        "names": [(place.module, place.name) for place in artifact.places],
    }


@contextlib.contextmanager
def started_ahead() -> Iterator[None]:
    """Have the interpreter of the next check run, which then has its imports behind it.

    That check may be made by a fork of this process.
    """
    folder = Path(wingws_runtime.__file__).resolve().parent.parent
    interpreter = _start(str(folder))
    _ahead[:] = [interpreter]
    try:
        yield
    finally:
        _ahead.clear()
        interpreter.kill()
        interpreter.communicate()


def _start(*arguments: str) -> subprocess.Popen[str]:
    optimized = ["-O"] * sys.flags.optimize  # else asserts would make code differ
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-B", *optimized, str(_SCRIPT), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={"PATH": os.defpath},
    )


def _run(checks: list[_Check]) -> list[_Answer]:
    """Let one interpreter import artifacts, each in a fork of its own."""
    with _ahead.pop() if _ahead else _start() as interpreter:
        question = json.dumps({"checks": checks, "seconds": TIMEOUT})
        output, error = interpreter.communicate(question + "\n")
    if not output:
        raise RuntimeError(f"the clean interpreter failed:\n{error}")
    answers: list[_Answer] = json.loads(output)
    return answers


def _environment(artifact: Slice) -> dict[str, str]:
    """Make an environment without credentials, where every Output is an empty text."""
    document: dict[str, dict[str, object]] = {
        "websockets": {},
        "tables": {},
        "outputs": {output.key: "" for output in artifact.outputs},
    }
    for used in artifact.components:
        name = used.component.name
        document["websockets"][name] = {"endpoint": "https://check.invalid"}
        document["tables"][name] = {"name": name}
    return {
        "WINGWS": json.dumps(document),
        "HOME": "/home/nobody",  # else Python finds the home of whoever deploys
        "PATH": os.defpath,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _lambda_packages(folder: Path) -> Path:
    """Make a folder through which only the packages of Lambda's Python are seen."""
    for name in sorted(LAMBDA_PACKAGES):
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            origin = Path(spec.origin)
            target = origin.parent if origin.name == "__init__.py" else origin
            (folder / target.name).symlink_to(target)
    return folder


def _refusals(
    artifact: Slice, check: _Check, answer: _Answer, root: Path
) -> list[Refusal]:
    if "late" in answer:
        problem = f"importing the artifact takes longer than {TIMEOUT:g} seconds"
        remedy = "move what takes so long into the handler"
        return [Refusal("index.py", 1, 1, "", problem, (), remedy)]
    if "error" in answer:
        return [_failed_import(answer, root)]
    expected = {_key(place): place.value for place in artifact.places}
    differences = _differences(expected, answer["values"])
    if any(_RANDOM in path for path in differences.values()):
        (again,) = _run([check])
        for key, path in _differences(again["values"], answer["values"]).items():
            if _RANDOM in path:  # it was not seeded, here or there
                del differences[key]
    return [
        _differs(place, f"{place.name}{differences[_key(place)]}", root)
        for place in artifact.places
        if _key(place) in differences
    ]


def _key(place: Place) -> str:
    return f"{place.module}.{place.name}"


def _differences(expected: _Answer, found: _Answer) -> dict[str, str]:
    """Give, by name, the path to what differs in its value."""
    paths = {key: _find_difference(expected[key], found[key], "") for key in expected}
    return {key: path for key, path in paths.items() if path is not None}


def _find_difference(
    expected: Description, found: Description, path: str
) -> str | None:
    """Give the path of the first part in which two descriptions differ."""
    is_blanked = expected == "blanked" or (found == "0" and "__annotations__" in path)
    if expected == found or is_blanked:
        return None
    if isinstance(expected, dict) and isinstance(found, dict):
        shared = expected.keys() & found.keys()
        pairs = [(expected[k], found[k], f"{path}{k}") for k in expected if k in shared]
        # A function is made again without annotations that nobody has asked for.
        wanted = () if path.endswith(".__annotations__") else expected
        others = [f"{path}{k}" for k in (*wanted, *found) if k not in shared]
    elif isinstance(expected, list) and isinstance(found, list):
        pairs = [(*pair, path) for pair in zip(expected, found, strict=False)]
        others = [path] if len(expected) != len(found) else []
    else:
        return path
    deeper = (_find_difference(*pair) for pair in pairs)
    return next(chain((d for d in deeper if d is not None), others), None)


def _failed_import(answer: _Answer, root: Path) -> Refusal:
    frames = answer["frames"]
    own = [f for f in frames if not f[0].startswith(("index.py", "wingws_runtime/"))]
    file, line, column = (own or frames or [("index.py", 1, 0)])[-1]
    problem = f"the artifact does not import in a clean interpreter: {answer['error']}"
    text = _line(root / file, line)
    remedy = "only definitions and values travel; what runs here must not need more"
    return Refusal(file, line, column + 1, text, problem, (), remedy)


def _differs(place: Place, path: str, root: Path) -> Refusal:
    problem = f"'{path}' would have another value in the artifact"
    text = _line(root / place.file, place.line)
    remedy = "give it its value where it is defined, or compute it in a handler"
    return Refusal(place.file, place.line, 1, text, problem, (), remedy)


def _line(file: Path, number: int) -> str:
    try:
        lines = file.read_bytes().split(b"\n")
    except OSError:
        return ""
    return lines[number - 1].decode(errors="replace") if number <= len(lines) else ""
