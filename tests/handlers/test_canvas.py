"""Pieces of a file stand at their own lines and columns, everything else is blank."""

import pytest

from pulumi_wingws.handlers.decide.pieces import Hole, Piece
from pulumi_wingws.handlers.emit.canvas import Canvas
from pulumi_wingws.handlers.program.sources import Source


def paint(text, *names, write=None, holes=()):
    """Keep the statements that bind names, or write something in their place."""
    source = Source(text.encode(), "a.py")
    pieces = []
    for name in names:
        statement = source.bindings[name][-1].statement
        if write is None:
            pieces.append(Piece.kept(statement, statement.span, holes))
        else:
            pieces.append(Piece.written(statement, f"{name} = {write}"))
    return Canvas(source).render(pieces, {}).decode()


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("a = 1\nb = 2\nc = 3\n", ["b"], "\nb = 2\n"),
        ("a = 1; b = 2; c = 3\n", ["b", "c"], "0;     b = 2; c = 3\n"),
        ("a = 1; b = 2; c = 3\n", ["a", "c"], "a = 1;        c = 3\n"),
        ("a = (1,\n  2); b = 3\n", ["a", "b"], "a = (1,\n  2); b = 3\n"),
        ("if x:\n    a = 1\nelse:\n  b = 2\n", ["b"], "\n\nif 1:\n  b = 2\n"),
        ("if x: a = 1\n", ["a"], "if 1: a = 1\n"),
        ("for i in x:\n  a = 1\n", ["a"], "if 1:\n  a = 1\n"),
        ("a = 1\r\nb = 2\r\n", ["b"], "\r\nb = 2\r\n"),
        ("a = '''\n\n x'''\nb = 1\n", ["a"], "a = '''\n\n x'''\n"),
        ("é = 1; a = 2\n", ["a"], "0;      a = 2\n"),
        ("a = 1\n", [], ""),
    ],
)
def test_kept_statements_stay_where_they_were(text, names, expected):
    """A kept statement keeps its line and column; blocks around it become `if 1:`."""
    assert paint(text, *names) == expected


def test_values_bound_by_a_blocks_header_are_bound_by_its_if():
    """The target of a loop whose body travels is bound in the loop's own line."""
    source = Source(b"for i in x:\n    def f(): return i\n", "a.py")
    loop, function = source.bindings["i"][0], source.bindings["f"][0]
    pieces = [
        Piece.written(loop.statement, "i = 5"),
        Piece.kept(function.statement, function.statement.span),
    ]
    assert Canvas(source).render(pieces, {}) == b"if [i := 5]:\n    def f(): return i\n"


def test_holes_are_overwritten_in_place():
    """A hole over several lines keeps every line end, in parentheses if it has text."""
    text = "def f(a: X[\n  int], b) -> Y[\n  1]: pass\n"
    holes = [Hole((1, 7), (2, 6)), Hole((2, 14), (3, 4), "0")]
    expected = "def f(a\n      , b) -> (0\n   ): pass\n"
    assert paint(text, "f", holes=holes) == expected
