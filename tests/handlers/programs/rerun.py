"""Locks, clients and type aliases: the lines that begin with their name run again."""
import random
import threading
from typing import Any, Callable, TypeVar, Union
import boto3

SEED = 7
REGION = "eu-" + "west-1"
lock = threading.RLock()
dice: random.Random = random.Random(SEED); dice.seed(SEED + 1)
dice.random()
table = boto3.resource("dynamodb", region_name=REGION).Table("Rows")
Item = dict[str, Any]
Items = list[Item] | None
Handler = Callable[[Item], Union[str, None]]
T = TypeVar("T")
LOCKS = {"one": lock}


def same(value: T, how: Handler = str, items: Items = None) -> T:
    return value


def on_message(connection_id: str, body: str) -> str:
    with lock:
        return repr([same(1), LOCKS["one"] is lock, dice.random(), table.name])


ANSWERS = {"": "[1, True, 0.9624472949421112, 'Rows']"}
