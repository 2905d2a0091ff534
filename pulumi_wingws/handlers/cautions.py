"""What works but may surprise: the warnings that a preview shows for a handler."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Collection, Iterable, Iterator

from .changes import find_changes
from .discover.graph import Closure, Definition, Graph
from .discover.verdicts import home_of
from .exposed import find_suspicious
from .program.modules import Module
from .program.statements import Position, span_of
from .project_files import find_missing_files
from .refusals import Warning, refusal_at

__all__ = ["find_warnings"]

_CLOCKS = frozenset({"datetime", "os", "random", "secrets", "time", "uuid"})
_MOMENTS = frozenset(
    {"choice", "getrandbits", "monotonic_ns", "randint", "random", "randrange"}
    | {"sample", "urandom"}
    | {"getpid", "monotonic", "now", "perf_counter", "time", "time_ns", "today"}
    | {"token_bytes", "token_hex", "token_urlsafe", "utcnow", "uuid1", "uuid4"}
)
_LIBRARY_STATE = frozenset(
    {"decimal.getcontext", "decimal.setcontext", "locale.setlocale"}
    | {"logging.basicConfig", "logging.disable", "random.seed"}
    | {"logging.config.dictConfig", "logging.config.fileConfig"}
    | {"socket.setdefaulttimeout", "sys.setrecursionlimit"}
)


def find_warnings(
    graph: Graph,
    texts: dict[str, str],
    inits: Iterable[object],
    included: Collection[str],
) -> tuple[Warning, ...]:
    """List the warnings about a handler; `texts` are the artifact's files by path.

    The files `included` are there too, as they are. What `inits` change at cold start
    is theirs to change.
    """
    found: list[Warning] = []
    parts: list[Definition | Closure] = [*graph.definitions.values()]
    for part in [*parts, *graph.closures.values()]:
        if not any(part.value is init for init in inits):
            found += _changes(part, graph)
        found += _never_awaited(part)
    for module, name in graph.names:
        found += _of_the_moment(module, name)
    for module in graph.modules.values():
        found += _library_state(module, graph)
    for module, position, path in find_missing_files(graph, {*texts, *included}):
        problem = f"the handler may read '{path}', which does not travel"
        remedy = f'add include=["{path}"], or read it at module level'
        found.append(_warn(module, position, problem, remedy))
    found += find_suspicious(texts)
    unique = {(w.file, w.problem): w for w in reversed(found)}
    return tuple(sorted(unique.values(), key=lambda w: (w.file, w.line, w.column)))


def _changes(part: Definition | Closure, graph: Graph) -> Iterator[Warning]:
    for name, position, verb in find_changes(part, graph):
        problem = f"'{name}' is {verb} by the handler, and every environment"
        problem = f"{problem} of the function has its own"
        remedy = "keep in a table what connections share"
        yield _warn(part.module, position, problem, remedy)


def _never_awaited(part: Definition | Closure) -> Iterator[Warning]:
    for node in ast.walk(_node(part)):
        call = node.value if isinstance(node, ast.Expr) else None
        while isinstance(call, ast.Attribute):
            call = call.value
        if not isinstance(call, ast.Call):
            continue
        called = call.func
        if inspect.iscoroutinefunction(_called(called, part)):
            problem = f"'{ast.unparse(called)}(…)' is never awaited, so it never runs"
            place = span_of(call)[0]
            yield _warn(part.module, place, problem, "write await before it")


def _called(node: ast.expr, part: Definition | Closure) -> object:
    """Find what a dotted name stands for, without computing a property."""
    if isinstance(node, ast.Name):
        value = part.module.namespace.get(node.id)
        is_method = value is None and isinstance(part.value, type) and node.id == "self"
        return part.value if is_method else value
    if isinstance(node, ast.Attribute):
        owner = _called(node.value, part)
        found = (
            None if owner is None else inspect.getattr_static(owner, node.attr, None)
        )
        return getattr(found, "__func__", found)
    return None


def _of_the_moment(module: Module, name: str) -> Iterator[Warning]:
    """Find a value that is another one each time the program runs."""
    for binder in module.source.bindings.get(name, ()):
        node = binder.statement.node
        value = getattr(node, "value", None)
        is_assignment = isinstance(node, ast.Assign | ast.AnnAssign)
        if is_assignment and value is not None and _asks_for_moment(module, value):
            problem = f"'{name}' has another value each time the program runs, so"
            yield _warn(
                module,
                binder.statement.start,
                f"{problem} every deployment replaces the function",
                "compute it in the handler, or write it down",
            )


def _asks_for_moment(module: Module, value: ast.expr) -> bool:
    calls = (node.func for node in ast.walk(value) if isinstance(node, ast.Call))
    seeded = {_library_name(module, call.func) for _, call in module.source.calls}
    clocks = _CLOCKS - ({"random"} if "random.seed" in seeded else set())
    names = (_library_name(module, function) for function in calls)
    return any(
        name.partition(".")[0] in clocks and name.rpartition(".")[2] in _MOMENTS
        for name in names
    )


def _library_state(module: Module, graph: Graph) -> Iterator[Warning]:
    """Find what the program set in a library that the handler uses too."""
    used = {
        home_of(m.namespace[name]).partition(".")[0]
        for m, name in graph.names
        if name in m.namespace
    }
    for statement, call in module.source.calls:
        state = _library_name(module, call.func)
        if state in _LIBRARY_STATE and state.partition(".")[0] in used:
            problem = f"what '{state}' sets here is not set in Lambda"
            remedy = "set it in a function with @on_init, which runs at cold start"
            yield _warn(module, statement.start, problem, remedy)


def _library_name(module: Module, function: ast.expr) -> str:
    first, _, rest = _dotted(function).partition(".")
    value = module.namespace.get(first)
    if rest:
        return f"{home_of(value)}.{rest}"
    return f"{home_of(value)}.{getattr(value, '__name__', '')}"


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _node(part: Definition | Closure) -> ast.AST:
    return part.node if isinstance(part, Definition) else part.scope.node


def _warn(module: Module, position: Position, problem: str, remedy: str) -> Warning:
    refusal = refusal_at(module.source, position, problem, (), remedy)
    return Warning(**vars(refusal))
