"""What may not travel because of whose it is, and the sentences that say so."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from ..program.importable import look_up
from ..program.modules import Module, Origin, Program
from ..program.names import uses_in
from ..runtime_files import is_offered, is_runtime_name, is_runtime_value
from .graph import Graph

__all__ = [
    "IMPORT_MODULE",
    "INCLUDE_REMEDY",
    "Verdict",
    "deploy_name",
    "home_of",
    "is_buried",
    "is_deploy_only",
    "is_of_deploy_time",
    "judge_import",
    "judge_module",
    "judge_value",
]

Verdict = tuple[str, str]
"""The problem and the way out."""

_OR_INCLUDE = 'or say what may be reached, as by include=["plugins.*"]'
INCLUDE_REMEDY = f"name what is needed, {_OR_INCLUDE}"
"""The way out of code that reaches names by their text."""

_DEPLOY_REMEDY = "use it at module level and capture the value"
IMPORT_MODULE = ("importlib", "import_module")
_DYNAMIC_IMPORTS = frozenset({IMPORT_MODULE, ("importlib", "reload")})


def judge_module(
    module: ModuleType, origin: Origin, chain: tuple[str, ...], graph: Graph
) -> Verdict | None:
    """Judge a mention of `module.attribute…`, where the module is not the program's."""
    name = ".".join((module.__name__, *chain[:1]))
    may_be_used = bool(chain) and is_offered(module.__name__, chain[0])
    if origin in {"deploy", "runtime"} and not may_be_used:
        return f"'{name}' exists at deploy time only", _DEPLOY_REMEDY
    if chain and (module.__name__, chain[0]) in _DYNAMIC_IMPORTS:
        return _judge_dynamic(name, graph)
    return None


def judge_import(name: tuple[str, str], path: str, graph: Graph) -> Verdict | None:
    """Judge something that a module of others offers, reached as `path`."""
    module = graph.program.loaded(name[0])
    origin = graph.program.origin_of(module) if module else "foreign"
    if origin == "deploy" or (origin == "runtime" and not is_runtime_name(name[1])):
        return f"'{path}' exists at deploy time only", _DEPLOY_REMEDY
    if name in _DYNAMIC_IMPORTS:
        return _judge_dynamic(path, graph)
    return None


def judge_value(value: object, path: str, program: Program) -> Verdict:
    """Say why a value cannot be written down."""
    kind = f"{type(value).__module__}.{type(value).__qualname__}"
    if program.origin(kind, None) in {"deploy", "runtime"}:
        return f"'{path}' is a {kind}, which exists at deploy time only", _DEPLOY_REMEDY
    problem = f"'{path}' is a {kind}, which cannot be written down"
    return problem, "create it inside the handler"


def is_deploy_only(annotation: ast.expr, module: Module, graph: Graph) -> bool:
    """Tell whether an annotation names something that Lambda's Python lacks."""
    values = (module.namespace.get(use.name) for use in uses_in(annotation))
    return any(
        graph.classify(value) is not None or is_of_deploy_time(value, graph.program)
        for value in values
    )


def is_buried(value: object, graph: Graph) -> bool:
    """Tell whether helpers may hold a value that only deploy time has, if unused."""
    name = getattr(value, "__name__", "")
    is_ours = home_of(value) == "pulumi.config" and is_offered("pulumi", name)
    return (
        graph.classify(value) is None
        and is_of_deploy_time(value, graph.program)
        and not is_ours
    )


def deploy_name(value: object) -> str:
    """Name what deploy time has, as shortly as a package offers it."""
    if isinstance(value, ModuleType):
        return value.__name__
    value = getattr(value, "__func__", value)
    named: Any = value if hasattr(value, "__qualname__") else type(value)
    home, name = named.__module__, named.__qualname__
    offers = [each for each in _outward(home) if look_up(each, name) is named]
    return f"{offers[-1] if offers else home}.{name}"


def _outward(module: str) -> Iterator[str]:
    while module:
        yield module
        module = module.rpartition(".")[0]


def home_of(value: object) -> str:
    """Name the module from which a value comes, or that it is."""
    if isinstance(value, ModuleType):
        return value.__name__
    module = getattr(value, "__module__", None)
    return module if isinstance(module, str) else ""


def is_of_deploy_time(value: object, program: Program) -> bool:
    """Tell whether a module, or what it offers, does not exist in Lambda."""
    home = home_of(value)
    loaded = program.loaded(home)
    if home == "__main__" or loaded is None:
        return False
    origin = program.origin_of(loaded)
    if origin == "runtime":
        return isinstance(value, ModuleType) or not is_runtime_value(value)
    return origin == "deploy"


def _judge_dynamic(name: str, graph: Graph) -> Verdict | None:
    if graph.is_open:
        return None
    problem = f"'{name}' can import what no reading of the code finds"
    return problem, f"import modules by their names, {_OR_INCLUDE}"
