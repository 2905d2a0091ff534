#> "{\"tea\": 2, \"cake\": 1}" -> "12.07 EUR on 2026-03-01"
#> "{\"tea\": 20}" -> "65.28 EUR on 2026-03-01"
#> "{\"pie\": 1}" -> "unknown item: pie"
"""Decimals, dates, named tuples and a Path relative to the program."""

import json
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from pulumi_wingws import WebSocket


class Item(NamedTuple):
    price: Decimal
    tax: Decimal = Decimal("0.2")

    def gross(self, count):
        return self.price * count * (1 + self.tax)


CATALOGUE = {"tea": Item(Decimal("3.40")), "cake": Item(Decimal("3.65"), Decimal("0.07"))}
DELIVERY = date(2026, 2, 27) + timedelta(days=2)
CENT = Decimal("0.01")
DISCOUNTS = [(Decimal(50), Decimal("0.8")), (Decimal(100), Decimal("0.7"))]
shop = WebSocket("Shop")


def discount(total):
    return min((rate for least, rate in DISCOUNTS if total >= least), default=Decimal(1))


@shop.on_message(reply=True)
def on_message(connection_id, body):
    order = json.loads(body)
    if unknown := sorted(order.keys() - CATALOGUE.keys()):
        return f"unknown item: {', '.join(unknown)}"
    total = sum((CATALOGUE[name].gross(count) for name, count in order.items()), Decimal())
    total = (total * discount(total)).quantize(CENT, ROUND_HALF_UP)
    return f"{total} EUR on {DELIVERY.isoformat()}"
