"""Locks, generators and type aliases: the lines that begin with their name run again."""
import random
import threading
from typing import Any, Callable, TypeVar, Union

SEED = 7
lock = threading.RLock()
dice: random.Random = random.Random(SEED); dice.seed(SEED + 1)
dice.random()
Item = dict[str, Any]
Items = list[Item] | None
Handler = Callable[[Item], Union[str, None]]
T = TypeVar("T")
LOCKS = {"one": lock}


def same(value: T, how: Handler = str, items: Items = None) -> T:
    return value


def on_message(connection_id: str, body: str) -> str:
    with lock:
        return repr([same(1), LOCKS["one"] is lock, dice.random()])


ANSWERS = {"": "[1, True, 0.9622950358343828]"}
