"""
What an execution environment can import: what Lambda's Python could, nothing else.

The simulator's own interpreter has a user's whole virtual environment, and a handler
that finds a package there would fail in Lambda. Python itself, Lambda's own packages,
the artifact and its layers remain.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

__all__ = ["LAMBDA_PACKAGES", "isolate"]

LAMBDA_PACKAGES = frozenset(
    {"boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3"}
)
"""What the Python runtimes of Lambda bring along.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html
"""

# An artifact brings its own, which comes first. What fails without one is still shown
# by it, see `lambda_error`.
_RUNTIME = "wingws_runtime"

_AVAILABLE = LAMBDA_PACKAGES | sys.stdlib_module_names


def isolate(folders: Sequence[str]) -> None:
    """
    Make everything but `folders` and what Lambda has impossible to import.

    Args:
        folders: What comes first on the path: the artifact, then its layers.

    """
    installed = list(sys.path)
    standard = Path(os.__file__).parent
    sys.path[:] = [
        *folders,
        *(p for p in installed if Path(p) in {standard, standard / "lib-dynload"}),
    ]
    finders = [finder for finder in sys.meta_path if _is_available(_home(finder))]
    sys.meta_path[:] = [*finders, _Installed(installed)]
    for name in [*sys.modules]:
        # What is loaded already would be found without a path. The functions that run
        # here keep what they need of their modules.
        if not _is_available(name) and name != "__main__":
            del sys.modules[name]


class _Installed(MetaPathFinder):
    """Finds the packages of Lambda where they are installed here, after all else."""

    def __init__(self, path: Sequence[str]) -> None:
        self._path = path

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        if fullname not in LAMBDA_PACKAGES and fullname != _RUNTIME:
            return None  # modules inside packages are found by these packages' path
        return PathFinder.find_spec(fullname, self._path, target)


def _is_available(module: str) -> bool:
    return module.partition(".")[0] in _AVAILABLE


def _home(finder: object) -> str:
    """Name the module of a finder, be it a class or an object."""
    is_class = isinstance(finder, type)
    return finder.__module__ if is_class else type(finder).__module__
