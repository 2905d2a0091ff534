from __future__ import annotations

from typing import TYPE_CHECKING

from . import errors
from .pricing import CURRENCIES, PRICES, money
from .pricing import rules as _rules

if TYPE_CHECKING:
    from .pricing.rules import Rule


class Cart:
    applied: list[Rule]

    def __init__(self, currency):
        self.currency = CURRENCIES[currency]
        self.lines = []
        self.applied = []

    def add(self, item, number):
        if item not in PRICES:
            raise errors.UnknownItem(item, sorted(PRICES))
        cents = PRICES[item] * number
        for rule in _rules.rules:
            if (reduced := rule(item, number, cents)) != cents:
                self.applied.append(rule)
                cents = reduced
        self.lines.append((item, number, cents))
        return money(cents, self.currency)

    def __str__(self):
        total = sum(cents for *_, cents in self.lines)
        names = [rule.__name__ for rule in self.applied]
        return f"{len(self.lines)} lines, {money(total, self.currency)}, {names}"
