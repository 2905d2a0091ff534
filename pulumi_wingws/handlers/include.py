"""What `include=` names: modules of the program, and files that travel as they are."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import FunctionType, ModuleType

from .model import HandlerSource
from .program.modules import Module, Program
from .refusals import Refusal, Refused

__all__ = ["Included", "find_included"]

_MODULE = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*(?:\.\*)?")
_FOLDERS_OF_OTHERS = frozenset({"__pycache__", "node_modules", "site-packages"})


@dataclass(frozen=True)
class Included:
    """Modules of which every name counts as reached, and files' contents by path."""

    modules: tuple[Module, ...]
    files: Mapping[str, bytes]

    @classmethod
    def all_of(cls, parts: Iterable[Included]) -> Included:
        """Put together what several handlers include."""
        found = list(parts)
        modules = {module.name: module for each in found for module in each.modules}
        files = {path: data for each in found for path, data in each.files.items()}
        by_name = tuple(modules[name] for name in sorted(modules))
        return cls(by_name, dict(sorted(files.items())))

    @property
    def text(self) -> str:
        """Say of each file what tells one version from another, for a diff."""
        return "".join(
            f"# {path}  sha256 {hashlib.sha256(content).hexdigest()[:16]}\n"
            for path, content in self.files.items()
        )


def find_included(
    source: HandlerSource, function: FunctionType, program: Program
) -> Included:
    """Find what the entries of a handler's `include` name.

    Modules that nobody imported yet are imported now.

    Raises:
        Refused: an entry that names nothing, or that may not travel.
    """
    finder = _Finder(program, program.module_of(function))
    modules: dict[str, Module] = {}
    files: dict[str, bytes] = {}
    for entry in source.include:
        try:
            found = finder.modules(entry)
            modules |= {module.name: module for module in found}
            files |= {} if found else finder.files(entry)
        except _Wrong as exc:
            raise Refused((_refusal(exc, source, function, program),)) from exc
    by_name = tuple(modules[name] for name in sorted(modules))
    return Included(by_name, dict(sorted(files.items())))


class _Wrong(Exception):
    """An entry that cannot be had: the problem, and the way out."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy


class _Finder:
    def __init__(self, program: Program, home: Module) -> None:
        self._program = program
        self._home = home

    def modules(self, entry: str) -> list[Module]:
        """Give the modules that an entry names; none if it names files."""
        if not _MODULE.fullmatch(entry):
            return []
        if entry == "__main__":
            return [self._main()]
        top = entry.removesuffix(".*")
        module = self._import(top)
        if module is None:
            return []
        if self._program.origin_of(module) != "own":
            raise _Wrong(
                f"include {entry!r} is no module of the program",
                "packages of others come by their imports, or by requirements=[…]",
            )
        names = [top]
        if entry != top:
            path = getattr(module, "__path__", ())
            names += sorted(each.name for each in walk_packages(path, f"{top}."))
        loaded = [each for name in names if (each := self._import(name))]
        return [self._program.module(m) for m in loaded if getattr(m, "__file__", None)]

    def files(self, entry: str) -> dict[str, bytes]:
        """Read the files that an entry names, relative to the project."""
        root = self._program.root
        if Path(entry).is_absolute() or ".." in Path(entry).parts:
            raise _Wrong(
                f"include {entry!r} lies outside of the project",
                "name files relative to the project's folder",
            )
        if entry.endswith(".py"):
            module = entry.removesuffix(".py").removesuffix("/__init__")
            raise _Wrong(
                f"include {entry!r} is code", f"name its module, {_dotted(module)!r}"
            )
        found = [file for file in sorted(root.glob(entry)) if self._is_data(file)]
        if not found:
            raise self._nothing(entry)
        return {file.relative_to(root).as_posix(): self._read(file) for file in found}

    def _main(self) -> Module:
        main = self._program.find("__main__")
        if main is None:
            raise _Wrong(
                "include '__main__' is not known to a handler that is defined in "
                f"{self._home.path}",
                "define the handler in the main file, or name other modules",
            )
        return main

    def _import(self, name: str) -> ModuleType | None:
        """Give a module; one that a file of the project defines is imported if need be.

        Pulumi takes the project's folder off the path when the program has ended.
        """
        if (loaded := self._program.loaded(name)) is not None:
            return loaded
        if not self._has_file(name):
            return None
        with _importing_from(self._program.root):
            try:
                return import_module(name)
            except Exception as exc:
                raise _Wrong(
                    f"include {name!r} cannot be imported: {type(exc).__name__}: {exc}",
                    "import it in the program to see more, or mend it",
                ) from exc

    def _has_file(self, name: str) -> bool:
        parent = self._program.loaded(name.rpartition(".")[0])
        folders = [Path(each) for each in getattr(parent, "__path__", ())]
        base = name.rpartition(".")[2] if folders else name.replace(".", "/")
        return any(
            (folder / f"{base}.py").is_file()
            or (folder / base / "__init__.py").is_file()
            for folder in folders or [self._program.root]
        )

    def _is_data(self, file: Path) -> bool:
        """Tell whether a file is one for a handler to open: ours, and no code."""
        path = file.relative_to(self._program.root)
        is_hidden = any(part.startswith(".") for part in path.parts)
        is_code = file.suffix in {".py", ".pyc"}
        return file.is_file() and not is_hidden and not is_code and self._is_own(path)

    def _is_own(self, path: Path) -> bool:
        return _FOLDERS_OF_OTHERS.isdisjoint(path.parts) and not any(
            (self._program.root / folder / "pyvenv.cfg").exists()
            for folder in path.parents
        )

    def _read(self, file: Path) -> bytes:
        if not file.resolve().is_relative_to(self._program.root):
            name = file.relative_to(self._program.root).as_posix()
            raise _Wrong(
                f"include {name!r} is a link to what lies outside of the project",
                "copy the file into the project",
            )
        return file.read_bytes()

    def _nothing(self, entry: str) -> _Wrong:
        near = get_close_matches(entry, sorted(self._all()), n=3, cutoff=0.4)
        return _Wrong(
            f"include {entry!r} names no module and no file of the project",
            f"nearest are {', '.join(map(repr, near))}"
            if near
            else "name a module as 'plugins' or 'plugins.*', a file as 'words.txt'",
        )

    def _all(self) -> Iterator[str]:
        """List what could have been named."""
        root = self._program.root
        for folder, folders, names in os.walk(root):
            path = Path(folder).relative_to(root)
            folders[:] = [
                each
                for each in sorted(folders)
                if not each.startswith(".") and self._is_own(path / each / "x")
            ]
            for name in names:
                file = path / name
                if self._is_data(root / file):
                    yield file.as_posix()
                elif file.suffix == ".py" and file.name != "__main__.py":
                    yield _dotted(file.as_posix().removesuffix(".py"))


def _dotted(path: str) -> str:
    return path.removesuffix("/__init__").replace("/", ".")


@contextmanager
def _importing_from(root: Path) -> Iterator[None]:
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        sys.path.remove(str(root))


def _refusal(
    wrong: _Wrong, source: HandlerSource, function: FunctionType, program: Program
) -> Refusal:
    home, line = program.module_of(function), function.__code__.co_firstlineno
    text = home.source.line(line)
    chain = (source.name,)
    return Refusal(home.path, line, 1, text, wrong.problem, chain, wrong.remedy)
