#> "x" -> "1.10 NaN -Infinity 1E+3 -0 3/4"
"""Decimal and Fraction, digit by digit."""

from decimal import Decimal
from fractions import Fraction

from pulumi_wingws import WebSocket

PRICES = [Decimal("1.10"), Decimal("NaN"), Decimal("-inf"), Decimal("1E+3"), Decimal("-0")]
PRICES.append(Fraction(6, 8))
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return " ".join(map(str, PRICES))
