"""DynamoDB's number: 38 significant digits between 1E-130 and 9.99…E+125.

A number is kept as the text that DynamoDB answers with: plain decimal notation
without needless zeros. So two equal numbers are equal texts.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html#HowItWorks.DataTypes.Number
"""

from __future__ import annotations

import re
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal

from .errors import ValidationException

__all__ = ["add_numbers", "encode_number", "normalise_number", "number_size"]

MAX_DIGITS = 38
MAX_EXPONENT = 125
MIN_EXPONENT = -130

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,17})?", re.ASCII)
# Exact: sums are checked against DynamoDB's limits, never rounded to them.
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


def normalise_number(text: str) -> str:
    """Return the one text of this number.

    Raises:
        ValidationException: no number, or outside of DynamoDB's range.
    """
    if not _NUMBER.fullmatch(text):
        shown = f": {text}" if text else ""
        raise ValidationException(
            f"The parameter cannot be converted to a numeric value{shown}"
        )
    return _format(Decimal(text))


def add_numbers(left: str, right: str, sign: int = 1) -> str:
    """Return ``left + sign * right``.

    Raises:
        ValidationException: the exact sum is outside of DynamoDB's range.
    """
    addend = Decimal(right)
    return _format(_EXACT.add(Decimal(left), addend if sign > 0 else -addend))


def encode_number(text: str) -> bytes:
    """Encode a normalised number so that bytes sort as the numbers do.

    One byte for the sign, one for the exponent, one for each digit. Of a negative
    number the bytes are complemented and closed by the highest byte, so that the
    longer of two equal beginnings is the smaller one.
    """
    number = _EXACT.normalize(Decimal(text))
    if not number:
        return b"\x01"
    negative, digits, _ = number.as_tuple()
    magnitude = bytes(
        (number.adjusted() - MIN_EXPONENT, *(digit + 1 for digit in digits))
    )
    if negative:
        return b"\x00" + bytes(255 - byte for byte in magnitude) + b"\xff"
    return b"\x02" + magnitude


def number_size(text: str) -> int:
    """Return the bytes that DynamoDB counts for a normalised number.

    A byte, one for each two digits of the base-100 mantissa, one for a minus sign:
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
    """
    if text == "0":
        return 1
    number = _EXACT.normalize(Decimal(text))
    negative, digits, _ = number.as_tuple()
    straddling = len(digits) % 2 == 0 and number.adjusted() % 2 != 0
    return 1 + (len(digits) + 1) // 2 + straddling + negative


def _format(number: Decimal) -> str:
    number = _EXACT.normalize(number)
    if not number:
        return "0"
    if number.adjusted() > MAX_EXPONENT:
        raise ValidationException(
            "Number overflow. Attempting to store a number with magnitude "
            "larger than supported range"
        )
    if number.adjusted() < MIN_EXPONENT:
        raise ValidationException(
            "Number underflow. Attempting to store a number with magnitude "
            "smaller than supported range"
        )
    if len(number.as_tuple().digits) > MAX_DIGITS:
        raise ValidationException(
            f"Attempting to store more than {MAX_DIGITS} significant digits in a Number"
        )
    return format(number, "f")
