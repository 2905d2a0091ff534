"""Attribute values: what is refused, what is normalised, how much it weighs."""

from functools import reduce

import pytest
from wingws_simulator.dynamodb.attribute_value import item_size, parse_item, parse_value
from wingws_simulator.dynamodb.errors import SerializationException, ValidationException

INVALID = "One or more parameter values were invalid: "


@pytest.mark.parametrize(
    ("wire", "message"),
    [
        ({"SS": []}, INVALID + "An string set  may not be empty"),
        ({"NS": []}, INVALID + "An number set  may not be empty"),
        ({"BS": []}, INVALID + "Binary sets should not be empty"),
        (
            {"SS": ["a", "a"]},
            INVALID + "Input collection [a, a] contains duplicates.",
        ),
        ({"NS": ["1", "1.0"]}, "Input collection contains duplicates"),
        (
            {"NULL": False},
            INVALID + "Null attribute value types must have the value of true",
        ),
        (
            {"S": "a", "N": "1"},
            "Supplied AttributeValue has more than one datatypes set, "
            "must contain exactly one of the supported datatypes",
        ),
        (
            {},
            "Supplied AttributeValue is empty, "
            "must contain exactly one of the supported datatypes",
        ),
        (
            {"Q": "x"},
            "Supplied AttributeValue is empty, "
            "must contain exactly one of the supported datatypes",
        ),
    ],
)
def test_a_wrong_value_is_refused(wire, message):
    """Values that DynamoDB does not store are refused in its words."""
    with pytest.raises(ValidationException) as caught:
        parse_value(wire)

    assert caught.value.message == message


@pytest.mark.parametrize(
    "wire",
    ["x", {"S": 1}, {"N": 1}, {"BOOL": "true"}, {"L": {}}, {"M": []}, {"B": "*"}],
)
def test_a_wrong_json_type_is_refused(wire):
    """A JSON type that the protocol does not have there is no value."""
    with pytest.raises(SerializationException):
        parse_item({"a": wire})


def test_equal_values_become_equal():
    """Numbers and sets are normalised, however deep they lie."""
    one = parse_value({"L": [{"M": {"n": {"N": "1.0"}, "s": {"SS": ["b", "a"]}}}]})
    two = parse_value({"L": [{"M": {"n": {"N": "1"}, "s": {"SS": ["a", "b"]}}}]})

    assert one == two


def test_nesting_stops_at_32_levels():
    """A document may have 32 levels and no more."""

    def nested(levels):
        return reduce(lambda value, _: {"L": [value]}, range(levels - 1), {"S": "x"})

    assert parse_value(nested(32)) == nested(32)
    with pytest.raises(ValidationException, match="Nesting Levels have exceeded"):
        parse_value(nested(33))


@pytest.mark.parametrize(
    ("item", "size"),
    [
        ({"id": {"S": "héllo"}}, 2 + 6),
        ({"id": {"B": "YWJj"}}, 2 + 3),
        ({"a": {"BOOL": True}, "b": {"NULL": True}}, 4),
        ({"a": {"L": [{"S": "x"}]}}, 1 + 3 + 1 + 1),
        ({"a": {"M": {"k": {"S": "x"}}}}, 1 + 3 + 1 + 1 + 1),
        ({"a": {"SS": ["x", "yz"]}}, 1 + 3),
    ],
)
def test_items_weigh_what_aws_says(item, size):
    """An item's size counts names, values and the overhead of documents."""
    assert item_size(item) == size
