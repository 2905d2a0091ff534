"""Whether an expression in the source provably yields a value, without running it."""

from __future__ import annotations

import ast
import threading
from collections import defaultdict, deque
from functools import partial
from types import SimpleNamespace

from ..values.literals import is_mutable
from ..values.scalars import write_scalar
from .above import Above

__all__ = ["creates", "proves"]

_MADE_BY = {
    object: object,
    SimpleNamespace: SimpleNamespace,
    threading.local: threading.local,
    type(threading.Lock()): threading.Lock,
    type(threading.RLock()): threading.RLock,
}
"""What makes objects that are nothing but themselves, or that are filled later."""


def proves(expression: ast.expr, value: object, above: Above) -> bool:
    """Tell whether an expression can yield nothing but a fresh copy of the value.

    What it needs for that is kept.
    """
    above = above.again()
    return _yields(expression, value, above) and above.keep()


def creates(expression: ast.expr, value: object, above: Above) -> bool:
    """Tell whether an expression makes an object that is like the value, but empty.

    What it needs for that is kept.
    """
    above = above.again()
    if is_mutable(value):
        return _yields(expression, _emptied(value), above) and above.keep()
    return (
        isinstance(expression, ast.Call)
        and not expression.args
        and not expression.keywords
        and type(value) in _MADE_BY
        and above.means(expression.func, _MADE_BY[type(value)])
        and above.keep()
    )


def _yields(node: ast.expr, value: object, above: Above) -> bool:
    if isinstance(node, ast.Constant):
        text = write_scalar(value)
        return text is not None and write_scalar(node.value) == text
    if isinstance(node, ast.Name | ast.Attribute) and above.means(node, value):
        return True
    if isinstance(node, ast.List | ast.Tuple):
        return _yields_items(node, value, above)
    if isinstance(node, ast.Dict):
        return _yields_dict(node, value, above)
    if isinstance(node, ast.Lambda):
        return above.is_lambda(node, value)
    if isinstance(value, defaultdict):
        return _yields_defaultdict(node, value, above)
    if isinstance(value, partial):
        return _yields_partial(node, value, above)
    return above.computes(node, value)


def _yields_items(node: ast.List | ast.Tuple, value: object, above: Above) -> bool:
    if not isinstance(value, list | tuple):
        return False
    is_same = type(value) is (list if isinstance(node, ast.List) else tuple)
    if any(isinstance(item, ast.Starred) for item in node.elts):
        return above.computes(node, value)
    return (
        is_same
        and len(node.elts) == len(value)
        and all(_yields(n, v, above) for n, v in zip(node.elts, value, strict=True))
    )


def _yields_dict(node: ast.Dict, value: object, above: Above) -> bool:
    if type(value) is not dict or len(node.keys) != len(value):
        return False
    return all(
        key is not None and _yields(key, k, above) and _yields(item, v, above)
        for key, item, (k, v) in zip(node.keys, node.values, value.items(), strict=True)
    )


def _yields_defaultdict(
    node: ast.expr, value: defaultdict[object, object], above: Above
) -> bool:
    """Prove `defaultdict(factory)`, or one with a dict besides."""
    if not isinstance(node, ast.Call) or not above.means(node.func, defaultdict):
        return False
    if type(value) is not defaultdict or node.keywords or not 0 < len(node.args) < 3:
        return False
    factory, *filled = node.args
    is_filled = _yields(filled[0], dict(value), above) if filled else not value
    return is_filled and _yields(factory, value.default_factory, above)


def _yields_partial(node: ast.expr, value: partial[object], above: Above) -> bool:
    """Prove `partial(function, argument, name=argument)`."""
    if not isinstance(node, ast.Call) or not above.means(node.func, partial):
        return False
    nodes = [*node.args, *(word.value for word in node.keywords)]
    values = [value.func, *value.args, *value.keywords.values()]
    names = [word.arg for word in node.keywords]
    return (
        type(value) is partial
        and len(node.args) == 1 + len(value.args)
        and names == [*value.keywords]
        and all(_yields(n, v, above) for n, v in zip(nodes, values, strict=True))
    )


def _emptied(value: object) -> object:
    """Make an empty container of the same kind."""
    if isinstance(value, defaultdict):
        return defaultdict(value.default_factory)
    if isinstance(value, deque):
        return deque(maxlen=value.maxlen)
    return type(value)()
