"""The program's own modules, and whose any other module is."""

from __future__ import annotations

import sys
from importlib.util import resolve_name
from pathlib import Path, PurePosixPath
from types import FunctionType, ModuleType
from typing import Any, Literal

from .sources import Source, read_source
from .statements import Binder, Statement

__all__ = [
    "AT_RUN_TIME",
    "LAMBDA_PACKAGES",
    "Module",
    "NoSource",
    "Origin",
    "Program",
]

Origin = Literal["own", "stdlib", "runtime", "deploy", "lambda", "foreign"]

# What the Python runtimes of Lambda bring along
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html
LAMBDA_PACKAGES = frozenset(
    {"boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3"}
)

AT_RUN_TIME: frozenset[Origin] = frozenset({"stdlib", "lambda", "foreign"})
"""Whose modules a handler can import: Python's, Lambda's, those of its layer."""

_RUNTIME_PACKAGES = frozenset({"pulumi_wingws", "wingws_runtime"})
"""Ours, wherever they are installed."""

_INSTALLED = frozenset({"site-packages", "dist-packages"})


class NoSource(Exception):
    """A file of the program whose text cannot be had; the message says why."""


class Module:
    """A module of the program: its globals as they ended and its text."""

    def __init__(self, namespace: dict[str, Any], source: Source) -> None:
        self.namespace = namespace
        self.source = source
        self.name: str = namespace["__name__"]

    @property
    def path(self) -> str:
        """The file, relative to the project's root."""
        return self.source.path

    @property
    def import_root(self) -> str:
        """The folder that must be on sys.path for this module, relative to the root."""
        path = PurePosixPath(self.path)
        up = 0 if self.name == "__main__" else self.name.count(".")
        if path.name == "__init__.py":
            up += 1
        root = path.parents[up] if up < len(path.parents) else PurePosixPath(".")
        return root.as_posix()

    def binder_above(self, name: str, statement: Statement) -> Binder | None:
        """Give the one statement that binds a name, if it stands above another."""
        binders = self.source.bindings.get(name, [])
        is_one = len(binders) == 1 and binders[0].statement.start < statement.start
        return binders[0] if is_one else None

    def qualified(self, name: str) -> str:
        """Write a name of this module so that it is unique in the program."""
        return name if self.name == "__main__" else f"{self.name}.{name}"

    def absolute(self, module: str | None, level: int) -> str:
        """Resolve the module of an import statement in this module."""
        if level == 0:
            return module or ""
        package = self.namespace.get("__package__") or ""
        return resolve_name("." * level + (module or ""), package)


class Program:
    """The modules of the program that a handler belongs to, found as they are met."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._modules: dict[int, Module] = {}
        self._contained: dict[str, bool] = {}

    def module_of(self, function: FunctionType) -> Module:
        """Give the module in which a function of the program was defined.

        Raises:
            NoSource: there is no text, or it cannot be read.
        """
        return self._module(function.__globals__, function.__code__.co_filename)

    def module(self, module: ModuleType) -> Module:
        """Give a module of the program by its module object.

        Raises:
            NoSource: there is no text, or it cannot be read.
        """
        return self._module(vars(module), getattr(module, "__file__", None) or "")

    def loaded(self, name: str) -> ModuleType | None:
        """Give a module that the program imported."""
        return sys.modules.get(name)

    def find(self, name: str) -> Module | None:
        """Give a known module of the program by name."""
        return next((m for m in self._modules.values() if m.name == name), None)

    @property
    def import_roots(self) -> list[Path]:
        """List the folders from which the known modules were imported."""
        roots = {module.import_root for module in self._modules.values()}
        return [self.root / root for root in sorted({".", *roots})]

    def origin(self, name: str, file: str | None) -> Origin:
        """Tell whose the module of this name and file is."""
        top = name.partition(".")[0]
        if top in _RUNTIME_PACKAGES or name == "pulumi.config":
            return "runtime"
        if file and self.contains(file):
            return "own"
        if top == "pulumi" or top.startswith("pulumi_"):
            return "deploy"
        if top in LAMBDA_PACKAGES:
            return "lambda"
        if top in sys.stdlib_module_names:
            return "stdlib"
        return "foreign"

    def origin_named(self, name: str) -> Origin:
        """Tell whose the module of this name is, whether it was imported or not."""
        if name == "__main__":
            return "own"
        loaded = self.loaded(name)
        return self.origin_of(loaded) if loaded else self.origin(name, None)

    def origin_of(self, module: ModuleType) -> Origin:
        """Tell whose a module object is."""
        file = getattr(module, "__file__", None)
        if file is None and getattr(module, "__path__", None):
            file = next(iter(module.__path__))
        return self.origin(module.__name__, file)

    def contains(self, file: str) -> bool:
        """Tell whether a file is the program's own: below its root, not installed."""
        if file not in self._contained:
            self._contained[file] = self._is_own(file)
        return self._contained[file]

    def _is_own(self, file: str) -> bool:
        path = Path(file).resolve()
        if not path.is_relative_to(self.root):
            return False
        folders = path.relative_to(self.root).parents
        if any(folder.name in _INSTALLED for folder in folders):
            return False
        return not any((self.root / f / "pyvenv.cfg").exists() for f in folders)

    def _module(self, namespace: dict[str, Any], file: str) -> Module:
        if found := self._modules.get(id(namespace)):
            return found
        module = Module(namespace, self._source(file))
        self._modules[id(namespace)] = module
        return module

    def _source(self, file: str) -> Source:
        if not file or file.startswith("<"):
            raise NoSource("it was not read from a file (REPL, exec or notebook)")
        path = Path(file).resolve()
        if not path.is_relative_to(self.root):
            raise NoSource("its file lies outside of the project's folder")
        try:
            return read_source(path, path.relative_to(self.root).as_posix())
        except (OSError, SyntaxError, UnicodeError) as exc:
            raise NoSource(f"its file cannot be read: {exc}") from exc
