"""Functions inside functions: real cells, shared where the program shares them."""
from functools import lru_cache, partial
from contextlib import contextmanager

from pulumi_stand_ins import DynamodbTable


def make(n):
    step = n * 2

    def add(x):
        return x + n + step
    return add


def counter(start=0):
    count = start

    def up(by=1):
        nonlocal count
        count += by
        return count

    def show(): return f"count {count}"
    return up, show


def store(table):
    def put(item):
        return hasattr(table, "put_item")
    def get(): return table.get_item
    return put, get


def power(base):
    @lru_cache(maxsize=3)
    def to(exponent):
        return base ** exponent
    return to


def recursive():
    def even(n): return n == 0 or odd(n - 1)
    def odd(n):
        return n != 0 and even(n - 1)
    return even


def deep(a):
    b = a + 1
    def middle(c):
        def inner(d=[a, b]):
            d.append(c)
            return [a, b, c, d]
        return inner, middle
    def other(): return a * 100
    return middle(b + 1)[0], other


def nested(a):
    def outer():
        def inner(): return a
        return inner()
    return outer


class Room:
    def __init__(self, name): self.name = name
    def speaker(self, loud):
        if loud:
            def speak(words): return f"{self.name}: {words.upper()}"
        else:
            def speak(words):
                return f"{self.name}: {words}"
        return speak


def managed(log):
    @contextmanager
    def note(word):
        log.append(f"<{word}>")
        yield log
        log.append(f"</{word}>")
    return note


async def later(): pass
def stream(items):
    async def each():
        for item in items:
            yield item
    def plain():
        yield from items
    return each, plain


def empty():
    def get(): return value
    if False: value = 1
    return get


add_one, add = make(1), make(10)
up, show = counter(3)
up(2)
put, get = store(DynamodbTable("Rows"))
put.calls = 7
to = power(2)
even = recursive()
inner, other = deep(1)
inner()
speakers = {loud: Room("r").speaker(loud) for loud in (True, False)}
LOG = ["start"]
note = managed(LOG)
each, plain = stream((1, 2))
unset = empty()
make = partial(add, 5)
outer = nested("n")
def handle(): return 1
first = handle
def handle(): return 2


def on_message(connection_id, body):
    try: unset()
    except NameError as error: problem = str(error)
    with note("b") as log: log.append("in")
    return repr([
        add_one(1), add(1), make(), up(), show(), up(5), show(), put({}), put.calls,
        to(3), even(10), even(7), inner(), other(), speakers[True]("hi"), speakers[False]("hi"),
        log is LOG, LOG, [*plain()], problem, outer(), add.__qualname__, speakers[True].__qualname__, first(), handle(),
    ])


ANSWERS = {"": "[4, 31, 35, 6, 'count 6', 11, 'count 11', True, 7, 8, True, False, [1, 2, 3, [1, 2, 3, 3]], 100, 'r: HI', 'r: hi', True, ['start', '<b>', 'in', '</b>'], [1, 2], \"cannot access free variable 'value' where it is not associated with a value in enclosing scope\", 'n', 'make.<locals>.add', 'Room.speaker.<locals>.speak', 1, 2]"}
