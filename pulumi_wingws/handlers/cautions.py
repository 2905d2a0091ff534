"""What works but may surprise: the warnings that a preview shows for a handler."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator

from .discover.graph import Closure, Definition, Graph
from .discover.verdicts import home_of
from .exposed import find_suspicious
from .program.modules import Module
from .program.statements import Position, span_of
from .refusals import Warning, refusal_at
from .values.instances import state_of
from .values.literals import is_mutable

__all__ = ["find_warnings"]

_MUTATORS = frozenset(
    {"add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop"}
    | {"popitem", "popleft", "remove", "reverse", "setdefault", "sort", "update"}
)
_MOMENTS = frozenset(
    {"getpid", "monotonic", "now", "perf_counter", "time", "time_ns", "today"}
    | {"token_bytes", "token_hex", "token_urlsafe", "utcnow", "uuid1", "uuid4"}
)
_LIBRARY_STATE = frozenset(
    {"decimal.getcontext", "decimal.setcontext", "locale.setlocale"}
    | {"logging.basicConfig", "logging.disable", "random.seed"}
    | {"socket.setdefaulttimeout", "sys.setrecursionlimit"}
)


def find_warnings(
    graph: Graph, texts: dict[str, str], inits: Iterable[object]
) -> tuple[Warning, ...]:
    """List the warnings about a handler; `texts` are the artifact's files by path.

    What `inits` change at cold start is theirs to change.
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
    found += find_suspicious(texts)
    unique = {(w.file, w.problem): w for w in reversed(found)}
    return tuple(sorted(unique.values(), key=lambda w: (w.file, w.line, w.column)))


def _changes(part: Definition | Closure, graph: Graph) -> Iterator[Warning]:
    """Find global names whose value the code changes."""
    for node in ast.walk(_node(part)):
        for name in _changed_names(node):
            if (part.module, name.id) in graph.names and _is_state(
                part.module.namespace.get(name.id), graph
            ):
                problem = (
                    f"'{name.id}' is changed by the handler, and every environment"
                )
                yield _warn(
                    part.module,
                    (name.lineno, name.col_offset),
                    f"{problem} of the function has its own",
                    "keep in a table what connections share",
                )
    for node in ast.walk(_node(part)):
        if not isinstance(node, ast.Global):
            continue
        for name_text in node.names:
            problem = f"'{name_text}' is bound by the handler, and every environment"
            yield _warn(
                part.module,
                (node.lineno, node.col_offset),
                f"{problem} of the function has its own",
                "keep in a table what connections share",
            )


def _is_state(value: object, graph: Graph) -> bool:
    if graph.classify(value) is not None or isinstance(value, type):
        return False
    return is_mutable(value) or bool(state_of(value))


def _changed_names(node: ast.AST) -> Iterator[ast.Name]:
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign | ast.Delete):
        targets = node.targets
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        targets = [node.target]
    elif (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _MUTATORS
    ):
        targets = [node.func]
    for target in targets:
        base: ast.expr = target
        while isinstance(base, ast.Attribute | ast.Subscript):
            base = base.value
        if isinstance(base, ast.Name) and base is not target:
            yield base


def _never_awaited(part: Definition | Closure) -> Iterator[Warning]:
    for node in ast.walk(_node(part)):
        call = node.value if isinstance(node, ast.Expr) else None
        while isinstance(call, ast.Attribute):
            call = call.value
        if not isinstance(call, ast.Call):
            continue
        called = call.func
        value = part.module.namespace.get(getattr(called, "id", ""))
        if inspect.iscoroutinefunction(value):
            problem = f"'{ast.unparse(called)}(…)' is never awaited, so it never runs"
            place = span_of(call)[0]
            yield _warn(part.module, place, problem, "write await before it")


def _of_the_moment(module: Module, name: str) -> Iterator[Warning]:
    """Find a value that is another one each time the program runs."""
    for binder in module.source.bindings.get(name, ()):
        node = binder.statement.node
        value = getattr(node, "value", None)
        is_assignment = isinstance(node, ast.Assign | ast.AnnAssign)
        if is_assignment and value is not None and _asks_for_moment(value):
            problem = f"'{name}' has another value each time the program runs, so"
            yield _warn(
                module,
                binder.statement.start,
                f"{problem} every deployment replaces the function",
                "compute it in the handler, or write it down",
            )


def _asks_for_moment(value: ast.expr) -> bool:
    calls = (node.func for node in ast.walk(value) if isinstance(node, ast.Call))
    return any(_dotted(f).rpartition(".")[2] in _MOMENTS for f in calls)


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
