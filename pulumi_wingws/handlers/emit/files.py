"""Third pass: write the sliced files and `index.py`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import PurePosixPath

from ..decide.decision import Decision
from ..decide.index import index_variable
from ..discover.graph import Graph
from ..model import HandlerSource
from ..program.modules import Module
from ..runtime_files import runtime_files
from .canvas import Canvas
from .closures import factories_of, lambda_text, unplaced

__all__ = ["emit", "emit_runtime", "source_text"]

_LOAD_MAIN = '''

def _load_main(file):
    """Load the program's main file under the name that it has for Python."""
    spec = importlib.util.spec_from_file_location("__main__", folder / file)
    module = importlib.util.module_from_spec(spec)
    sys.modules["__main__"] = module
    spec.loader.exec_module(module)
    return module

'''


def emit(
    sources: Sequence[HandlerSource],
    graph: Graph,
    decision: Decision,
    all_sources: Sequence[HandlerSource],
) -> dict[str, bytes]:
    """Give the artifact's files by path, sorted.

    `all_sources` has beside the user's those that are functions of the runtime.
    """
    files = {**runtime_files(), **decision.data}
    for module in graph.modules.values():
        files[module.path] = _render(module, decision)
        _add_packages(module, graph, files)
    decision.index.borrowed += _lambdas(graph, files)
    names = dict(zip(map(id, sources), decision.handlers, strict=True))
    handler = _handler([(each, names.get(id(each))) for each in all_sources], decision)
    files["index.py"] = _index(sources, graph, decision, handler).encode()
    return dict(sorted(files.items()))


def emit_runtime(sources: Sequence[HandlerSource]) -> dict[str, bytes]:
    """Give the files of an artifact of nothing but functions of the runtime."""
    lines = ["import wingws_runtime", "", *_handler([(each, None) for each in sources])]
    index = "\n".join(lines) + "\n"
    return dict(sorted({**runtime_files(), "index.py": index.encode()}.items()))


def _render(module: Module, decision: Decision) -> bytes:
    """Write a sliced file; lambdas that would break its grammar are left out."""
    pieces = decision.pieces.get(id(module), [])
    closures = [c for c in decision.painted if c.module is module]
    blocks = factories_of(closures)
    text = Canvas(module.source).render(pieces, blocks)
    if not any(piece.is_expression for piece in pieces):
        return text
    try:
        compile(text, module.path, "exec", dont_inherit=True)
    except SyntaxError:
        pieces = [piece for piece in pieces if not piece.is_expression]
        text = Canvas(module.source).render(pieces, blocks)
    return text


def _lambdas(graph: Graph, files: dict[str, bytes]) -> list[str]:
    """Write the statements for the lambdas that their files do not show in place."""
    statements = []
    for module in _sorted_modules(graph):
        closures = [c for c in graph.closures.values() if c.module is module]
        if any(c.value.__code__.co_name == "<lambda>" for c in closures):
            text = files[module.path]
            code = compile(text, module.path, "exec", dont_inherit=True)
            variable = index_variable(module.name)
            missing = unplaced(closures, code)
            statements += [lambda_text(closure, variable) for closure in missing]
    return statements


def source_text(files: dict[str, bytes], graph: Graph, decision: Decision) -> str:
    """Give what a person would read: the lines that are not blank, file by file."""
    parts: list[str] = []
    for module in _sorted_modules(graph):
        text = files[module.path].decode(module.source.encoding)
        lines = [line.rstrip("\r") for line in text.split("\n") if line.strip()]
        if lines:
            parts += [f"# {module.path}", *lines]
    if late := decision.index.statements:
        parts += ["# index.py", *late]
    parts += [_data_line(path, data) for path, data in sorted(decision.data.items())]
    return "\n".join(parts) + "\n"


def _data_line(path: str, content: bytes) -> str:
    """Say of large data what tells one version from another."""
    digest = hashlib.sha256(content).hexdigest()[:16]
    return f"# {path}  {len(content)} bytes  sha256 {digest}"


def _sorted_modules(graph: Graph) -> list[Module]:
    return sorted(graph.modules.values(), key=lambda m: (m.name != "__main__", m.name))


def _add_packages(module: Module, graph: Graph, files: dict[str, bytes]) -> None:
    """Add the `__init__.py` of the packages around a module, empty."""
    if module.name == "__main__":
        return
    root = PurePosixPath(module.import_root)
    for folder in PurePosixPath(module.path).parents:
        if folder == root:
            return
        init = folder / "__init__.py"
        if (graph.program.root / init).exists():
            files.setdefault(init.as_posix(), b"")


def _index(
    sources: Sequence[HandlerSource],
    graph: Graph,
    decision: Decision,
    handler: list[str],
) -> str:
    """Write the entry: load the files, fill what refers to other objects, last."""
    modules = _sorted_modules(graph)
    has_main = any(module.name == "__main__" for module in modules)
    roots = sorted({module.import_root for module in modules} - {"."})
    lines = [*_title(sources, graph), ""]
    lines += _index_imports(modules, decision, needs_folder=has_main or bool(roots))
    lines += [f'sys.path.insert(0, str(folder / "{root}"))' for root in roots]
    lines += _LOAD_MAIN.split("\n") if has_main else [""]
    lines += [_load(module) for module in modules]
    index = decision.index
    lines += _section("What no line makes.", index.makers)
    lines += _section("What it all held when the program had ended.", index.fills)
    lines += [""]
    if decision.inits:
        lines += [f"inits = [{', '.join(decision.inits)}]"]
    lines += handler
    return "\n".join(lines) + "\n"


def _title(sources: Sequence[HandlerSource], graph: Graph) -> list[str]:
    places = [
        f"{source.name} of {home.path}:{function.__code__.co_firstlineno}"
        for source, home, function in zip(
            sources, graph.homes, graph.functions, strict=True
        )
    ]
    if len(places) == 1:
        return [f'"""{places[0]}, with everything that it reaches."""']
    return ['"""With everything that they reach:', "", *places, '"""']


def _handler(
    handlers: Sequence[tuple[HandlerSource, str | None]],
    decision: Decision | None = None,
) -> list[str]:
    """Write the statement that makes the handler, of the user's by their names."""
    inits = ", inits=inits" if decision is not None and decision.inits else ""
    calls = [
        f"wingws_runtime.entry({name or f'wingws_runtime.{source.name}'}, "
        f'kind="{source.kind}", reply={source.reply}{inits})'
        for source, name in handlers
    ]
    if len(calls) == 1:
        return [f"handler = {calls[0]}"]
    routes = [
        f"        {json.dumps(source.route_key)}: {call},"
        for (source, _), call in zip(handlers, calls, strict=True)
    ]
    return ["handler = wingws_runtime.by_route(", "    {", *routes, "    }", ")"]


def _section(title: str, statements: list[str]) -> list[str]:
    return ["", f"# {title}", *statements] if statements else []


def _index_imports(
    modules: list[Module], decision: Decision, *, needs_folder: bool
) -> list[str]:
    names = set(decision.index.imports) - {"rebuild"}
    rebuild = "rebuild" in decision.index.imports
    if any(module.name == "__main__" for module in modules):
        names.add("importlib.util")
    if any(module.name != "__main__" for module in modules):
        names.add("importlib")
    if needs_folder:
        names.add("sys")
    lines = [f"import {name}" for name in sorted(names)]
    lines += ["from pathlib import Path"] if needs_folder else []
    lines += ["", "import wingws_runtime"]
    lines += ["from wingws_runtime import rebuild", ""] if rebuild else [""]
    return [*lines, "folder = Path(__file__).parent"] if needs_folder else lines


def _load(module: Module) -> str:
    variable = index_variable(module.name)
    if module.name == "__main__":
        return f'{variable} = _load_main("{module.path}")'
    return f'{variable} = importlib.import_module("{module.name}")'
