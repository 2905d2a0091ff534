from collections.abc import Callable

from .tables import PRICES

Rule = Callable[[str, int, int], int]
rules: list[Rule] = []


def rule(function):
    rules.append(function)
    return function


@rule
def three_for_two(item, number, cents):
    return cents - number // 3 * PRICES[item]


@rule
def milk_day(item, number, cents, *, day="monday"):
    return cents // 2 if item == "milk" and day == "monday" else cents
