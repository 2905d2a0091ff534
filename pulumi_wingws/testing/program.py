"""The user's program in the process of the tests, so that they can call its parts.

It runs once more, as it did for the simulator. That has all that the program makes, so
nothing is made anew, and what the program holds are names of what is there.
"""

import importlib.util
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pulumi
from pulumi.runtime import get_root_resource

from ..dev.diagnostics import describe
from ..dev.engine import Log
from ..dev.foreign import Foreign
from ..dev.runs import Run, set_up
from ..handlers import HandlerSource
from ..program import Program as DeployedProgram
from .errors import AppError
from .functions import Function

__all__ = ["Program"]


class Program:
    """A program that has been run here.

    Args:
        request: how it was run for the simulator.

    Attributes:
        module: its ``__main__``.

    Raises:
        AppError: it does not run here.
    """

    def __init__(self, request: Mapping[str, Any]) -> None:
        self._sources: list[tuple[pulumi.Resource, HandlerSource]] = []
        folder = Path(request["folder"])
        self.module = _main_module(folder / request["program"])
        if str(folder) not in sys.path:
            sys.path.insert(0, str(folder))  # for what handlers import, as for Pulumi
        # A thread: what Pulumi knows of a run is its own, and a loop may run here.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(self._run, request).result()

    def handler(self, function: Function) -> Callable[..., Any]:
        """Return the function that was decorated.

        Raises:
            AppError: there is none, or there are several.
        """
        found = [
            source
            for handler, source in self._sources
            if handler.pulumi_resource_name == function.name
            and source.route_key in ("", function.route_key or source.route_key)
        ]
        if not found:
            raise AppError(f"handler {function.name!r} is not made by the program here")
        if len(found) > 1:
            keys = ", ".join(repr(source.route_key) for source in found)
            raise AppError(
                f"function {function.name!r} has several handlers; expected one of "
                f"{keys}, with the API's name before it"
            )
        return found[0].function

    def _run(self, request: Mapping[str, Any]) -> None:
        with _surroundings(request, self.module):
            foreign = Foreign()
            try:
                set_up(request, Log(), foreign)
                Run(self._body).run(foreign)
            except BaseException as exc:
                raise AppError(describe(exc, Path(request["root"]))) from exc

    def _body(self) -> None:
        assert self.module.__spec__ and self.module.__spec__.loader
        self.module.__spec__.loader.exec_module(self.module)
        if get_root_resource() is not None:
            self._sources = DeployedProgram.current().sources


def _main_module(path: Path) -> ModuleType:
    file = path / "__main__.py" if path.is_dir() else path
    spec = importlib.util.spec_from_file_location("__main__", file)
    assert spec is not None
    return importlib.util.module_from_spec(spec)


@contextmanager
def _surroundings(request: Mapping[str, Any], module: ModuleType) -> Iterator[None]:
    """Let the process be as the program's own, as long as that runs."""
    before = dict(os.environ), Path.cwd(), sys.modules["__main__"], sys.argv
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    sys.modules["__main__"], sys.argv = module, [request["program"]]
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before[0])
        os.chdir(before[1])
        sys.modules["__main__"], sys.argv = before[2:]
