#> "x" -> "120 0:02:00 1.50 ['a', 'b'] at most 120 True ['x', 'y'] 4 [] word words.txt 3"
"""Lines that provably yield their values stand in the artifact as they are."""

import logging
import re
from collections import Counter, OrderedDict, defaultdict, deque
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from uuid import UUID

from pulumi_wingws import WebSocket

BASE = 60
LIMIT = BASE * 2
WAIT = timedelta(seconds=LIMIT)
PRICE = Decimal("1.50")
NAMES = "a b".split()
TEXT = f"at most {LIMIT:d}"
NOBODY = object()
OPERATIONS = {"square": lambda n: n * n, "all": partial(sorted, reverse=True)}
WORD = re.compile(r"\w+", re.I | re.M)
HERE = Path(__file__).parent
WORDS = HERE / "words.txt"
ID = UUID("12345678123456781234567812345678")
ORDERED: OrderedDict[str, int] = OrderedDict()
log = logging.getLogger("chat")
last: deque[str] = deque(maxlen=3)
hits = Counter()
rooms = defaultdict(lambda: ["x", "y"])
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body, limit=LIMIT):
    log.debug(body)
    parts = (limit, WAIT, PRICE, NAMES, TEXT, NOBODY is not None, rooms[body])
    rest = OPERATIONS["square"](2), list(last), WORD.findall("word")[0], WORDS.name
    assert (ID.version, hits[body], ORDERED) == (None, 0, {})
    return " ".join(map(str, (*parts, *rest, 3)))
