"""Data is written as text that evaluates to the same value, the same on every run."""

import datetime
import decimal
import fractions
import pathlib
import re
import types
import uuid
from collections import OrderedDict, defaultdict, deque
from functools import partial

import pytest

from pulumi_wingws.handlers.values.literals import write_literal

UTC = datetime.timezone.utc  # noqa: UP017 - the name that its repr has


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        -5,
        10**5000,
        0.1,
        -0.0,
        float("inf"),
        2 - 3j,
        "é\n\ud800'\"",
        b"\x00'",
        bytearray(b"x"),
        ...,
        [],
        (),
        (1,),
        {1: [2, (3,)]},
        {3, 1, 2},
        set(),
        frozenset({"b", "a"}),
        range(1, 9, 2),
        slice(1, None, 2),
        decimal.Decimal("1.50"),
        fractions.Fraction(1, 3),
        uuid.UUID(int=7),
        datetime.date(2020, 1, 2),
        datetime.datetime(2020, 1, 2, 3, tzinfo=UTC),
        datetime.timedelta(seconds=1.5),
        pathlib.PurePosixPath("a/b"),
        re.compile(r"a(b)", re.IGNORECASE | re.VERBOSE),
        re.compile(rb"a", re.ASCII),
        OrderedDict(b=1, a=2),
        defaultdict(None, {1: 2}),
        deque([1, 2], maxlen=3),
        types.MappingProxyType({"a": 1}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_literal_evaluates_to_the_value(value):
    """What is written has the value's type and gives the very same text again."""
    again = eval(write_literal(value))
    assert type(again) is type(value)
    assert write_literal(again) == write_literal(value)
    assert again == value


def test_sets_are_sorted():
    """No hash seed decides the order of a set."""
    assert write_literal({"b", "a", "c"}) == "{'a', 'b', 'c'}"


def test_parts_go_by_their_names():
    """What has a name of its own is mentioned by it, however deep."""
    parts = {id(print): "app.show"}
    value = {"x": [partial(print, 1, end="")]}
    assert write_literal(value, lambda part: parts.get(id(part))) == (
        "{'x': [__import__(\"functools\").partial(app.show, 1, end='')]}"
    )


@pytest.mark.parametrize("value", [object(), iter([1]), type("Text", (str,), {})("a")])
def test_other_values_are_not_written(value):
    """A value of another type, be it a subclass of a known one, is an error."""
    with pytest.raises(TypeError, match="cannot be written down"):
        write_literal(value)
