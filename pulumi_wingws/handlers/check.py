"""Import an artifact as Lambda would, before Lambda does, and compare its values."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from . import clean_import
from .clean_import import LAMBDA_PACKAGES, find_difference
from .model import Slice
from .refusals import Refusal, Refused

__all__ = ["check_build"]

TIMEOUT = 10.0
"""Seconds that an artifact may take to import: Lambda's own limit for INIT.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""


def check_build(
    artifact: Slice, build: Path, *, root: Path, layers: Sequence[Path] = ()
) -> None:
    """Import a written artifact in a clean interpreter and compare it with the program.

    It has the standard library, the packages in `layers` and Lambda's own, no network
    and no credentials, and runs what a cold start runs.

    Raises:
        Refused: the import fails, or a name holds another value than in the program.
    """
    with tempfile.TemporaryDirectory() as folder:
        exchange = Path(folder, "check.json")
        packages = _lambda_packages(Path(folder, "packages"))
        request = {
            "path": [str(each) for each in (build.resolve(), *layers, packages)],
            "modules": artifact.modules,
            "names": [(place.module, place.name) for place in artifact.places],
        }
        exchange.write_text(json.dumps(request), encoding="utf-8")
        _run(artifact, exchange, Path(folder))
        result = json.loads(exchange.read_text(encoding="utf-8"))
    if "error" in result:
        raise Refused((_failed_import(result, root),))
    refusals = tuple(_differences(artifact, result.get("values", {}), root))
    if refusals:
        raise Refused(refusals)


def _run(artifact: Slice, exchange: Path, home: Path) -> None:
    script = str(Path(clean_import.__file__).resolve())
    try:
        subprocess.run(
            [sys.executable, "-I", "-S", "-B", script, str(exchange)],
            env=_environment(artifact, home),
            cwd=home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired as exc:
        problem = f"importing the artifact takes longer than {TIMEOUT:g} seconds"
        remedy = "move what takes so long into the handler"
        raise Refused((Refusal("index.py", 1, 1, "", problem, (), remedy),)) from exc


def _environment(artifact: Slice, home: Path) -> dict[str, str]:
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
        "HOME": str(home),
        "PATH": os.defpath,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _lambda_packages(folder: Path) -> Path:
    """Make a folder through which only the packages of Lambda's Python are seen."""
    folder.mkdir()
    for name in sorted(LAMBDA_PACKAGES):
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            origin = Path(spec.origin)
            target = origin.parent if origin.name == "__init__.py" else origin
            (folder / target.name).symlink_to(target)
    return folder


def _failed_import(result: dict[str, object], root: Path) -> Refusal:
    frames = result["frames"]
    assert isinstance(frames, list)
    own = [f for f in frames if not f[0].startswith(("index.py", "wingws_runtime/"))]
    file, line, column = (own or frames or [("index.py", 1, 0)])[-1]
    problem = f"the artifact does not import in a clean interpreter: {result['error']}"
    text = _line(root / file, line)
    remedy = "only definitions and values travel; what runs here must not need more"
    return Refusal(file, line, column + 1, text, problem, (), remedy)


def _differences(
    artifact: Slice, found: dict[str, object], root: Path
) -> list[Refusal]:
    refusals = []
    for place in artifact.places:
        key = f"{place.module}.{place.name}"
        path = find_difference(place.value, found.get(key), place.name)
        if path is not None:
            problem = f"'{path}' would have another value in the artifact"
            text = _line(root / place.file, place.line)
            remedy = "give it its value where it is defined, or compute it in a handler"
            refusals.append(
                Refusal(place.file, place.line, 1, text, problem, (), remedy)
            )
    return refusals


def _line(file: Path, number: int) -> str:
    try:
        lines = file.read_bytes().split(b"\n")
    except OSError:
        return ""
    return lines[number - 1].decode(errors="replace") if number <= len(lines) else ""
