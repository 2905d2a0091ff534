"""A handler in, an artifact out: the three passes in order."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import FunctionType, ModuleType
from typing import NoReturn

from .bindings import check_bindings
from .cautions import find_warnings
from .clean_import import describe, path_below
from .decide.steps import decide
from .discover.graph import Graph
from .discover.walk import discover
from .emit.files import emit, source_text
from .foreign import find_foreign_imports
from .guard import find_leaks
from .model import Classify, Component, HandlerSource, Place, Slice
from .program.importable import find_import
from .program.modules import Module, NoSource, Program
from .refusals import Refusal, Refused
from .summary import list_captures
from .values.functions import function_behind

__all__ = ["slice_handler"]


def slice_handler(
    source: HandlerSource,
    *,
    root: Path,
    classify: Classify,
    secrets: Mapping[str, str] | None = None,
) -> Slice:
    """Make the artifact of a handler from the program as it stands now.

    Args:
        source: The handler, with the bindings noted when it was decorated.
        root: The project's folder; modules below it are the program's own.
        classify: What an object is to Pulumi.
        secrets: Values that no artifact may contain, by what to call them.

    Raises:
        Refused: something that the handler reaches cannot travel.
    """
    program = Program(root)
    graph = _discover(source, program, classify)
    try:
        decision = decide(graph, source.inits)
        _stop_if([*graph.refusals, *_taken_names(graph)])
        files = emit(source, graph, decision)
    except RecursionError:
        _refuse_depth(source, graph)
    _stop_if(list(find_leaks(_own_texts(files), program.root, secrets or {})))
    return Slice(
        name=source.name,
        files=files,
        components=graph.components(),
        outputs=tuple(sorted(graph.outputs.values(), key=lambda o: o.key)),
        source=source_text(files, graph, decision),
        captures=list_captures(graph),
        sha256=hash_files(files),
        places=_places(graph),
        warnings=find_warnings(graph, _own_texts(files), source.inits),
        modules=_modules(graph),
        imports=find_foreign_imports(files, program),
    )


def hash_files(files: Mapping[str, bytes]) -> str:
    """Give the identity of a set of files: of paths and contents, nothing else."""
    digest = hashlib.sha256()
    for path, content in sorted(files.items()):
        digest.update(f"{len(path)}:{path}{len(content)}:".encode() + content)
    return digest.hexdigest()


def _discover(source: HandlerSource, program: Program, classify: Classify) -> Graph:
    if function_behind(source.function) is None:
        _refuse_unread(source, "it is not a function written with def")
    try:
        graph = discover(source, program, classify)
    except NoSource as exc:
        _refuse_unread(source, str(exc))
    _stop_if([*check_bindings(source, program), *graph.refusals])
    return graph


def _refuse_depth(source: HandlerSource, graph: Graph) -> NoReturn:
    line = graph.function.__code__.co_firstlineno
    problem = f"'{source.name}' captures data that is nested too deeply to be written"
    remedy = "hold it as text, such as JSON, and read that in the handler"
    text = graph.home.source.line(line)
    raise Refused((Refusal(graph.home.path, line, 1, text, problem, (), remedy),))


def _refuse_unread(source: HandlerSource, reason: str) -> NoReturn:
    code = getattr(source.function, "__code__", None)
    file, line = (code.co_filename, code.co_firstlineno) if code else ("?", 1)
    problem = f"'{source.name}' has no source: {reason}"
    remedy = "define the handler with def, in a file of the project"
    raise Refused((Refusal(file, line, 1, "", problem, (), remedy),))


def _stop_if(refusals: list[Refusal]) -> None:
    if refusals:
        raise Refused(tuple(sorted(refusals, key=lambda r: (r.file, r.line, r.column))))


def _taken_names(graph: Graph) -> list[Refusal]:
    """Refuse files of the program that would stand where an artifact has its own."""
    problem = "a file of this name is part of every artifact"
    return [
        Refusal(module.path, 1, 1, "", problem, (), "give the module another name")
        for module in graph.modules.values()
        if module.path == "index.py" or module.path.startswith("wingws_runtime/")
    ]


def _own_texts(files: Mapping[str, bytes]) -> dict[str, str]:
    return {
        path: content.decode(errors="replace")
        for path, content in files.items()
        if not path.startswith("wingws_runtime/")
    }


def _places(graph: Graph) -> tuple[Place, ...]:
    """Say what the names that the artifact itself gives hold, for the clean check."""
    names = {
        f"{module.name}.{name}": (module, name)
        for module, name in graph.names
        if graph.classify(module.namespace[name]) != "resource"
        and find_import(module, name, graph.program) in {None, "own"}
    }
    values = {key: module.namespace[name] for key, (module, name) in names.items()}
    described = describe(
        values, lambda value: _handle_name(graph, value), _modules(graph)
    )
    return tuple(
        Place(module.name, name, module.path, _line(module, name), described[key])
        for key, (module, name) in sorted(names.items())
    )


def _modules(graph: Graph) -> tuple[str, ...]:
    """Name the program's modules that travel."""
    return tuple(sorted(module.name for module in graph.modules.values()))


def _handle_name(graph: Graph, value: object) -> str | None:
    if isinstance(value, Path):
        return path_below(value, graph.program.root)
    kind = graph.classify(value)
    if isinstance(kind, Component):
        return f"{kind.kind} {kind.name}"
    if kind is None and isinstance(value, type | FunctionType | ModuleType):
        is_module = isinstance(value, ModuleType)
        home = value.__name__ if is_module else value.__module__
        if graph.program.origin(home, None) == "runtime":
            return f"runtime {'wingws_runtime' if is_module else value.__name__}"
    return kind


def _line(module: Module, name: str) -> int:
    binders = module.source.bindings.get(name)
    return binders[-1].statement.node.lineno if binders else 1
