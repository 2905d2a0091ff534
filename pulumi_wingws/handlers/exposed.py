"""Literals that look like secrets: whoever reads a preview would read them.

A literal looks so if it has the form of a known kind, or if its name says secret,
token, password or key and it mixes letters and digits, as `p4ssw0rd` does.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from .guard import SECRET_NAME, SHORTEST_SECRET, lines_with
from .nodes import nodes_of
from .refusals import Refusal, Warning

__all__ = ["find_exposed", "find_suspicious"]

_KNOWN = {
    "an AWS access key": re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a GitHub token": re.compile(r"\bgh[pousr]_[A-Za-z0-9]{30,}"),
    "a Slack token": re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}"),
    "a Stripe key": re.compile(r"\b[rs]k_live_[A-Za-z0-9]{16,}"),
}
_ANY_NAME = re.compile("SECRET|TOKEN|PASSWORD|KEY", re.IGNORECASE)
_SUSPICIOUS_NAME = re.compile(r"(^|_)(SECRET|TOKEN|PASSWORD)$", re.IGNORECASE)

# Where a letter and a digit meet; `x-token-v2` has one such place, `p4ssw0rd` four.
_MEETING = re.compile(r"[A-Za-z](?=[0-9])|[0-9](?=[A-Za-z])")
_MEETINGS = 3

_REMEDY = (
    "keep it with `pulumi config set --secret`, and read it in the handler with "
    "pulumi.Config().require_secret(…)"
)


def find_exposed(files: Mapping[str, str]) -> Iterator[Refusal]:
    """Refuse literals that look like secrets; `files` are texts by path."""
    for path, text in files.items():
        found = reversed([*_looking_secret(text)])
        first = {line: (column, what) for line, column, what in found}
        for line, (column, what) in sorted(first.items()):
            problem = f"{what}, and every preview would show it"
            yield Refusal(path, line, column, "", problem, (), _REMEDY)


def find_suspicious(files: Mapping[str, str]) -> Iterator[Warning]:
    """Warn of other texts that are called a secret, a token or a password."""
    for path, text in files.items():
        for name, node in _named_texts(text):
            if _SUSPICIOUS_NAME.search(_words(name)):
                problem = f"the artifact contains the value of {name!r}"
                place = node.lineno, node.col_offset + 1
                yield Warning(path, *place, "", problem, (), _REMEDY)


def _looking_secret(text: str) -> Iterator[tuple[int, int, str]]:
    """Give line, column and looks; in comments too, and of literals side by side."""
    for what, pattern in _KNOWN.items():
        for line, column, _ in lines_with(pattern, text):
            yield line, column, f"this looks like {what}"
    for node in nodes_of(text):
        if not isinstance(node, ast.Constant) or not _is_long(node.value):
            continue
        for what, pattern in _KNOWN.items():
            if pattern.search(str(node.value)):
                yield node.lineno, node.col_offset + 1, f"this looks like {what}"
    for name, node in _named_texts(text):
        if SECRET_NAME.search(_words(name)) and _is_mixed(str(node.value)):
            looks = f"the value of {name!r} looks like a secret"
            yield node.lineno, node.col_offset + 1, looks


def _is_mixed(text: str) -> bool:
    """Tell whether no person would make up such a text as a name, path or ARN."""
    return not text.startswith("arn:") and len(_MEETING.findall(text)) >= _MEETINGS


@lru_cache(maxsize=64)
def _named_texts(text: str) -> tuple[tuple[str, ast.Constant], ...]:
    """List the literals that a name may call secret, without spaces inside."""
    if not _ANY_NAME.search(text):
        return ()
    display = ast.List | ast.Tuple | ast.Set
    return tuple(
        (name, each)
        for name, value in _named_values(nodes_of(text))
        for each in (value.elts if isinstance(value, display) else [value])
        if isinstance(each, ast.Constant) and _is_long(each.value)
        if not re.search(r"\s", str(each.value))
    )


def _is_long(value: object) -> bool:
    return isinstance(value, str) and len(value) >= SHORTEST_SECRET


def _named_values(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    """List what is assigned, passed, a default, or in a dict, with its name."""
    for node in nodes:
        if isinstance(node, ast.Assign):
            yield from _pairs(node.targets, [node.value] * len(node.targets))
        elif isinstance(node, ast.AnnAssign):
            yield from _pairs([node.target], [node.value])
        elif isinstance(node, ast.keyword):
            yield node.arg or "", node.value
        elif isinstance(node, ast.Dict):
            yield from _pairs(node.keys, node.values)
        elif isinstance(node, ast.arguments):
            positional = [*node.posonlyargs, *node.args]
            count = len(positional) - len(node.defaults)
            yield from _pairs(positional[count:], node.defaults)
            yield from _pairs(node.kwonlyargs, node.kw_defaults)


def _pairs(
    names: Iterable[ast.AST | None], values: Iterable[ast.expr | None]
) -> Iterator[tuple[str, ast.expr]]:
    for name, value in zip(names, values, strict=True):
        if value is not None:
            yield _name_of(name), value


def _name_of(node: ast.AST | None) -> str:
    """Give what a name, argument, attribute, key or subscript says."""
    if isinstance(node, ast.Subscript):
        return _name_of(node.slice)
    names = (getattr(node, part, None) for part in ("id", "arg", "attr", "value"))
    return next((name for name in names if isinstance(name, str)), "")


def _words(name: str) -> str:
    """Part the words of a name by underscores: `apiKey`, `X-Api-Key`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+", "_", name)
