"""Numbers: one text each, exact, and encoded so that bytes sort as numbers do."""

import random
from decimal import Decimal

import pytest
from wingws_simulator.dynamodb.errors import ValidationException
from wingws_simulator.dynamodb.number import (
    add_numbers,
    encode_number,
    normalise_number,
    number_size,
)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("1.0", "1"),
        ("1E3", "1000"),
        ("1e-5", "0.00001"),
        ("-0", "0"),
        ("00012.500", "12.5"),
        ("+5", "5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1e125", "1" + "0" * 125),
        ("1e-130", "0." + "0" * 129 + "1"),
        ("1" * 38, "1" * 38),
        ("0e999", "0"),
    ],
)
def test_a_number_has_one_text(given, kept):
    """A number comes back in plain notation without needless zeros."""
    assert normalise_number(given) == kept


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("", "The parameter cannot be converted to a numeric value"),
        ("abc", "The parameter cannot be converted to a numeric value: abc"),
        ("1_0", "The parameter cannot be converted to a numeric value: 1_0"),
        (" 1", "The parameter cannot be converted to a numeric value:  1"),
        ("Infinity", "The parameter cannot be converted to a numeric value: Infinity"),
        (
            "9" * 100_000,
            "Number overflow. Attempting to store a number with magnitude "
            "larger than supported range",
        ),
        ("1" * 39, "Attempting to store more than 38 significant digits in a Number"),
        (
            "1e126",
            "Number overflow. Attempting to store a number with magnitude "
            "larger than supported range",
        ),
        (
            "1e-131",
            "Number underflow. Attempting to store a number with magnitude "
            "smaller than supported range",
        ),
    ],
)
def test_a_number_out_of_range_is_refused(given, message):
    """What DynamoDB cannot keep exactly is refused in its words."""
    with pytest.raises(ValidationException) as caught:
        normalise_number(given)

    assert caught.value.message == message


def test_sums_are_exact():
    """Addition never goes through binary floating point."""
    assert add_numbers("0.1", "0.2") == "0.3"
    assert add_numbers("9" * 37, "1") == "1" + "0" * 37


def test_a_sum_of_too_many_digits_is_refused():
    """A sum that would have to be rounded is an error."""
    with pytest.raises(ValidationException, match="38 significant digits"):
        add_numbers("1e30", "1e-30")


def test_encoded_numbers_sort_as_numbers():
    """Bytes of encoded numbers compare as the numbers do."""
    chance = random.Random(7)
    texts = {"0", "1", "-1", "1.05", "-1.05", "10", "-10", "1e125", "-1e-130"}
    while len(texts) < 500:
        digits = chance.randint(-(10 ** chance.randint(1, 38)) + 1, 10**6)
        texts.add(f"{digits}e{chance.randint(-60, 60)}")
    numbers = [normalise_number(text) for text in texts]

    by_bytes = sorted(numbers, key=encode_number)

    assert by_bytes == sorted(numbers, key=Decimal)


@pytest.mark.parametrize(
    ("number", "size"), [("0", 1), ("1", 2), ("-1", 3), ("100", 2), ("1" * 38, 21)]
)
def test_size_follows_the_digits(number, size):
    """A number takes a byte, one for each two digits, and one for a minus sign."""
    assert number_size(number) == size
