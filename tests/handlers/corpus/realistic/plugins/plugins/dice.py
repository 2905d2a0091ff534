import random

from .base import command

_random = random.Random(42)
SIDES = (4, 6, 8, 10, 12, 20)


@command
def roll(number, sides):
    """Roll dice."""
    if int(sides) not in SIDES:
        return f"no die has {sides} sides"
    generator = random.Random(int(number))
    return " ".join(str(generator.randint(1, int(sides))) for _ in range(int(number)))
