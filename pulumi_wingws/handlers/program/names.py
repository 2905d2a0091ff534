"""Which global names a piece of code mentions, and how: read from its code objects.

https://docs.python.org/3/library/dis.html
"""

from __future__ import annotations

import ast
import dis
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

from .statements import Position

__all__ = [
    "Import",
    "Use",
    "attribute_names",
    "find_free_uses",
    "find_imports",
    "find_uses",
    "uses_in",
]

_LOADS = {"LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS"}
_LOCAL_LOADS = {"LOAD_FAST", "LOAD_FAST_CHECK", "LOAD_FAST_BORROW", "LOAD_DEREF"}
_FREE_LOADS = {"LOAD_DEREF", "LOAD_CLASSDEREF", "LOAD_FROM_DICT_OR_DEREF"}
_LOCAL_STORES = {"STORE_FAST", "STORE_DEREF", "STORE_NAME"}
_ATTRIBUTES = {"LOAD_ATTR", "LOAD_METHOD"}
_NOISE = {"CACHE", "EXTENDED_ARG", "NOP", "RESUME", "PRECALL", "PUSH_NULL"}


@dataclass(frozen=True)
class Use:
    """A mention of a global name: the attributes read from it, and the one stored."""

    name: str
    chain: tuple[str, ...]
    stored: str | None
    position: Position


@dataclass(frozen=True)
class Import:
    """An import statement inside a function, with the attributes its names are read by.

    `names` are those of a from-import; None stands for a plain `import module`, whose
    reads are in `uses` (an empty chain: the module itself is passed on). `renamed` says
    that the name stands for the module itself and not for its topmost package.
    """

    module: str
    level: int
    names: tuple[str, ...] | None
    uses: tuple[Use, ...]
    renamed: bool
    position: Position


def find_uses(code: CodeType, *, is_nested: bool = True) -> Iterator[Use]:
    """List the mentions of global names in code and in all code nested in it."""
    steps = _steps(code)
    stored: set[str] = set()
    for index, step in enumerate(steps):
        if step.opname == "STORE_NAME":
            stored.add(step.argval)
        elif step.opname in _LOADS and step.argval not in stored:
            yield _use(steps, index, step.argval)
    for nested in _nested(code) if is_nested else ():
        yield from find_uses(nested)


def find_free_uses(code: CodeType, name: str) -> Iterator[Use]:
    """List the mentions of a variable of a function around code, nested code too."""
    if name not in code.co_freevars:
        return
    steps = _steps(code)
    for index, step in enumerate(steps):
        if step.opname in _FREE_LOADS and step.argval == name:
            yield _use(steps, index, name)
    for nested in _nested(code):
        yield from find_free_uses(nested, name)


def find_imports(code: CodeType) -> Iterator[Import]:
    """List the imports in code and in all code nested in it."""
    steps = _steps(code)
    for index, step in enumerate(steps):
        if step.opname == "IMPORT_NAME":
            yield _import(steps, index)
    for nested in _nested(code):
        yield from find_imports(nested)


def attribute_names(code: CodeType) -> set[str]:
    """Give every name that code mentions, of attributes too."""
    return set(code.co_names).union(*map(attribute_names, _nested(code)))


def _nested(code: CodeType) -> Iterator[CodeType]:
    return (const for const in code.co_consts if isinstance(const, CodeType))


def _steps(code: CodeType) -> list[dis.Instruction]:
    return [i for i in dis.get_instructions(code) if i.opname not in _NOISE]


def _position(step: dis.Instruction) -> Position:
    where = step.positions
    if where is None or where.lineno is None:
        return 1, 0
    return where.lineno, where.col_offset or 0


def _use(steps: list[dis.Instruction], index: int, name: str) -> Use:
    """Follow the attributes that are read from the name loaded at `index`."""
    position = _position(steps[index])
    chain: list[str] = []
    following = index + 1
    if steps[following].opname == "COPY":  # settings.count += 1
        following += 1
    while following < len(steps) and steps[following].opname in _ATTRIBUTES:
        chain.append(steps[following].argval)
        following += 1
    stored = steps[index + 1].opname in {"STORE_ATTR", "DELETE_ATTR"}
    return Use(
        name, tuple(chain), steps[index + 1].argval if stored else None, position
    )


def _import(steps: list[dis.Instruction], index: int) -> Import:
    level, names = steps[index - 2].argval, steps[index - 1].argval
    module = steps[index].argval
    uses: list[Use] = []
    renamed = False
    if not names:
        following = index + 1
        while steps[following].opname in {"IMPORT_FROM", "SWAP", "POP_TOP", "ROT_TWO"}:
            following += 1
        if steps[following].opname in _LOCAL_STORES:
            variable = steps[following].argval
            renamed = following > index + 1 or variable != module.partition(".")[0]
            uses = [
                _use(steps, i, variable)
                for i, step in enumerate(steps)
                if step.opname in _LOCAL_LOADS and step.argval == variable
            ]
    return Import(module, level, names, tuple(uses), renamed, _position(steps[index]))


def uses_in(expression: ast.expr) -> list[Use]:
    """List the names that an expression at module level mentions."""
    code: CodeType = compile(ast.Expression(expression), "<expression>", "eval")
    return list(find_uses(code))
