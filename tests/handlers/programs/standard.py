"""What the standard library's decorators and loggers make."""
import contextlib
import functools
import logging
from functools import cache

logger = logging.getLogger("chat")
log = logging.getLogger(__name__)
SIZE = 3
entered = []


@contextlib.contextmanager
def entering(name, size=SIZE * 2):
    entered.append(name * size)
    yield name


@cache
@functools.lru_cache(maxsize=2)
def slow(n): return n + SIZE


def on_message(connection_id, body):
    with entering(body) as name:
        return repr([name, entered, slow(1), logger.name, log.name])


ANSWERS = {"a": "['a', ['aaaaaa'], 4, 'chat', '__main__']"}
