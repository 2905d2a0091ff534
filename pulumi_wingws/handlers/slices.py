"""A handler in, an artifact out: the three passes in order."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import NoReturn

from .bindings import check_bindings
from .cautions import find_warnings
from .decide.large import DATA_FOLDER
from .decide.steps import decide
from .descriptions import describe, path_below
from .discover.graph import Graph
from .discover.walk import discover
from .emit.files import emit, emit_runtime, source_text
from .exposed import find_exposed
from .foreign import find_foreign_imports
from .guard import find_leaks
from .include import Included, find_included
from .model import Classify, Component, HandlerSource, Place, Slice
from .privileges.privileges import find_privileges
from .program.importable import find_import
from .program.modules import Module, NoSource, Program
from .program.statements import span_of
from .refusals import Refusal, Refused
from .summary import list_captures
from .values.functions import function_behind

__all__ = ["slice_handler"]

_FOLDERS = ("wingws_runtime/", f"{DATA_FOLDER}/")


def slice_handler(
    *sources: HandlerSource,
    root: Path,
    classify: Classify,
    secrets: Mapping[str, str] | None = None,
) -> Slice:
    """Make the artifact of a handler from the program as it stands now.

    Args:
        sources: The handler, with the bindings noted when it was decorated; or several
            that share the artifact, each for the events of its own route.
        root: The project's folder; modules below it are the program's own.
        classify: What an object is to Pulumi.
        secrets: Values that no artifact may contain, by what to call them.

    Raises:
        Refused: something that the handler reaches cannot travel.
    """
    own = [source for source in sources if not source.is_of_runtime]
    if not own:
        return _of_runtime(sources)
    return _sliced(own, sources, root, classify, secrets or {})


def _of_runtime(sources: Sequence[HandlerSource]) -> Slice:
    """Make the artifact of handlers that have nothing of the user's."""
    files = emit_runtime(sources)
    return Slice(
        name=", ".join(source.name for source in sources),
        files=files,
        components=(),
        outputs=(),
        source="# index.py\n" + files["index.py"].decode(),
        sha256=hash_files(files),
        places=(),
        warnings=(),
        modules=(),
        imports=(),
        captures=(),
    )


def _sliced(
    sources: Sequence[HandlerSource],
    all_sources: Sequence[HandlerSource],
    root: Path,
    classify: Classify,
    secrets: Mapping[str, str],
) -> Slice:
    """Make the artifact of the user's handlers, and of others beside them."""
    program = Program(root)
    included = Included.all_of(_include(source, program) for source in sources)
    graph = _discover(sources, program, classify, included.modules)
    name = ", ".join(source.name for source in all_sources)
    inits = dict.fromkeys(init for source in sources for init in source.inits)
    try:
        decision = decide(graph, inits)
        _stop_if([*graph.refusals, *_taken_names(graph)])
        files = emit(sources, graph, decision, all_sources)
    except RecursionError:
        _refuse_depth(name, graph)
    texts = _own_texts(files)
    data = _own_texts(included.files)
    late = "\n".join(decision.index.statements)
    leaks = find_leaks(texts | data, program.root, secrets)
    _stop_if([*leaks, *find_exposed(texts)])
    return Slice(
        name=name,
        files=dict(sorted({**files, **included.files}.items())),
        components=find_privileges(graph, texts | {"index.py": late}),
        outputs=tuple(sorted(graph.outputs.values(), key=lambda o: o.key)),
        source=source_text(files, graph, decision) + included.text,
        captures=(*list_captures(graph), *included.files),
        sha256=hash_files({**files, **included.files}),
        places=_places(graph),
        warnings=find_warnings(graph, texts, inits, included.files),
        modules=_modules(graph),
        imports=find_foreign_imports(files, program),
    )


def hash_files(files: Mapping[str, bytes]) -> str:
    """Give the identity of a set of files: of paths and contents, nothing else."""
    digest = hashlib.sha256()
    for path, content in sorted(files.items()):
        digest.update(f"{len(path)}:{path}{len(content)}:".encode() + content)
    return digest.hexdigest()


def _include(source: HandlerSource, program: Program) -> Included:
    function = function_behind(source.function)
    if function is None:
        _refuse_unread(source, "it is not a function written with def")
    try:
        return find_included(source, function, program)
    except NoSource as exc:
        _refuse_unread(source, str(exc))


def _discover(
    sources: Sequence[HandlerSource],
    program: Program,
    classify: Classify,
    included: tuple[Module, ...],
) -> Graph:
    graph = discover(sources, program, classify, included)
    moved = [each for source in sources for each in check_bindings(source, program)]
    _stop_if([*moved, *graph.refusals])
    return graph


def _refuse_depth(name: str, graph: Graph) -> NoReturn:
    home, line = graph.homes[0], graph.functions[0].__code__.co_firstlineno
    problem = f"'{name}' captures data that is nested too deeply to be written"
    remedy = "hold it as text, such as JSON, and read that in the handler"
    text = home.source.line(line)
    raise Refused((Refusal(home.path, line, 1, text, problem, (), remedy),))


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
        if module.path == "index.py" or module.path.startswith(_FOLDERS)
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
        for module, name in [*_handler_places(graph), *graph.names]
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


def _handler_places(graph: Graph) -> list[tuple[Module, str]]:
    """Give the modules and names that lead to handlers which go by a name."""
    return [
        (home, function.__code__.co_name)
        for home, function in zip(graph.homes, graph.functions, strict=True)
        if home.namespace.get(function.__code__.co_name) is function
        and id(function) in graph.definitions  # no closure
    ]


def _modules(graph: Graph) -> tuple[str, ...]:
    """Name the program's modules that travel."""
    return tuple(sorted(module.name for module in graph.modules.values()))


def _handle_name(graph: Graph, value: object) -> str | None:
    if isinstance(value, Path):
        return path_below(value, graph.program.root)
    if isinstance(value, CodeType):
        return "blanked" if _has_blanks(value, graph) else None
    if id(value) in graph.buried:
        return "buried"
    kind = graph.classify(value)
    if isinstance(kind, Component):
        return f"{kind.kind} {kind.name}"
    if kind is None and isinstance(value, type | FunctionType | ModuleType):
        is_module = isinstance(value, ModuleType)
        home = value.__name__ if is_module else value.__module__
        if graph.program.origin(home, None) in {"runtime", "deploy"}:
            return f"runtime {'wingws_runtime' if is_module else value.__name__}"
    return kind


def _has_blanks(code: CodeType, graph: Graph) -> bool:
    """Tell whether code computes annotations that were blanked, of functions in it."""
    blanked = [each.blanked for each in graph.definitions.values()]
    blanked += [each.blanked for each in graph.closures.values()]
    blanks = {span_of(one.expression)[0] for each in blanked for one in each}
    starts = {(line, column) for line, _, column, _ in code.co_positions()}
    if not blanks.isdisjoint(starts):
        return True
    nested = (const for const in code.co_consts if isinstance(const, CodeType))
    return bool(blanks) and any(_has_blanks(each, graph) for each in nested)


def _line(module: Module, name: str) -> int:
    binders = module.source.bindings.get(name)
    return binders[-1].statement.node.lineno if binders else 1
