#> "x" -> "[1, 2, 3] 5 b 0.33 ['a', 'b'] (4,) 7 [0, 3] ['n', 'o'] 1"
"""Lines that do not prove their values: the values stand there."""

import decimal
from collections import Counter, defaultdict, deque
from decimal import Decimal

from pulumi_wingws import WebSocket

decimal.getcontext().prec = 2
numbers = deque([1, 2])
numbers.append(3)
LIMIT = 1
TWICE = LIMIT + LIMIT
LIMIT = 5
sorted = max
LAST = sorted("a", "b")
del sorted
THIRD = Decimal(1) / Decimal(3)
SET = {"a", "b"}
LISTED = [*SET]
LISTED.sort()
set = tuple
FOUR = set([4])


def set_base():
    global BASE
    BASE = 3


BASE = 7
SUM = BASE
set_base()
found = defaultdict(list)
found["x"] += [0, BASE]
hits = Counter("no")
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    parts = ([*numbers], LIMIT, LAST, THIRD, LISTED, FOUR, SUM, found["x"], [*hits])
    return " ".join(map(str, (*parts, TWICE - 1)))
