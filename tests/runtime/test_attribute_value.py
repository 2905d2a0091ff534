"""Python values in DynamoDB's form, and back."""

from decimal import Decimal

import pytest
from wingws_runtime.attribute_value import from_item, to_item


@pytest.mark.parametrize(
    ("value", "attribute_value"),
    [
        (None, {"NULL": True}),
        (True, {"BOOL": True}),
        ("", {"S": ""}),
        ("x", {"S": "x"}),
        (0, {"N": "0"}),
        (-7, {"N": "-7"}),
        (10**30, {"N": "1" + "0" * 30}),
        (Decimal("0.1"), {"N": "0.1"}),
        (b"\x00", {"B": b"\x00"}),
        ({}, {"M": {}}),
        ({"a": {"b": 1}}, {"M": {"a": {"M": {"b": {"N": "1"}}}}}),
        ([], {"L": []}),
        ([1, "x", None], {"L": [{"N": "1"}, {"S": "x"}, {"NULL": True}]}),
        ({"b", "a"}, {"SS": ["a", "b"]}),
        ({1, Decimal("2.5")}, {"NS": ["1", "2.5"]}),
        ({b"x"}, {"BS": [b"x"]}),
    ],
)
def test_round_trip(value, attribute_value):
    """A value is stored in DynamoDB's form and comes back as it was."""
    item = to_item({"x": value})
    assert item == {"x": attribute_value}
    back = from_item(item)["x"]
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize(
    ("value", "attribute_value"),
    [
        (0.1, {"N": "0.1"}),
        (1e22, {"N": "1E+22"}),
        ((1,), {"L": [{"N": "1"}]}),
        (frozenset({"a"}), {"SS": ["a"]}),
        (bytearray(b"x"), {"B": b"x"}),
        ({"deep": [0.5]}, {"M": {"deep": {"L": [{"N": "0.5"}]}}}),
    ],
)
def test_accepted(value, attribute_value):
    """Floats are stored as they print, also deep inside; other types as their like."""
    assert to_item({"x": value}) == {"x": attribute_value}


@pytest.mark.parametrize(
    ("text", "number"),
    [("5", 5), ("5.0", 5), ("1E+2", 100), ("0.50", Decimal("0.5"))],
)
def test_numbers_come_back(text, number):
    """Whole numbers are int, the others Decimal."""
    back = from_item({"x": {"N": text}})["x"]
    assert back == number
    assert type(back) is type(number)


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (object(), TypeError),
        ({"a", 1}, TypeError),
        ({None}, TypeError),
        (set(), ValueError),
        (float("nan"), ValueError),
        (Decimal("Infinity"), ValueError),
    ],
)
def test_refused(value, error):
    """What DynamoDB has no form for is refused before it is sent."""
    with pytest.raises(error, match="cannot be stored"):
        to_item({"x": value})
