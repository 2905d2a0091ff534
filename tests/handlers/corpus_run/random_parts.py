"""What random programs are made of: how each begins, its scalars and functions."""

HEAD = '''"""A random program."""

import functools
import operator
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from dataclasses import dataclass, field, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum, Flag, IntEnum, StrEnum
from fractions import Fraction


class Colour(Enum):
    RED = 1
    BLUE = "b"


@dataclass
class Point:
    x: object = 0
    y: object = field(default_factory=list)


class Thing:
    def __init__(self, name, part=None):
        self.name = name
        self.part = part

    def call(self, n):
        return f"{self.name}{n}"


class Slotted:
    __slots__ = ("left", "right")


def show(value, seen):
    """Describe a value with what it shares."""
    data = is_dataclass(value) and not isinstance(value, type)
    if data or isinstance(value, (list, dict, set, deque, Thing, Slotted)):
        if id(value) in seen:
            return f"#{seen[id(value)][0]}"
        seen[id(value)] = len(seen), value  # kept: another may not have its id
    if isinstance(value, dict):
        items = (f"{show(k, seen)}: {show(v, seen)}" for k, v in value.items())
        return f"{type(value).__name__}{{{', '.join(items)}}}"
    if isinstance(value, (set, frozenset)):
        return f"{type(value).__name__}({sorted(map(repr, value))})"
    if isinstance(value, (list, tuple, deque)):
        return f"{type(value).__name__}[{', '.join(show(v, seen) for v in value)}]"
    if data or isinstance(value, Thing):
        return f"{type(value).__name__}{show(vars(value), seen)}"
    if isinstance(value, Slotted):
        names = [n for n in value.__slots__ if hasattr(value, n)]
        return f"Slotted{[(n, show(getattr(value, n), seen)) for n in names]}"
    if isinstance(value, type):
        names = sorted(n for n in vars(value) if n.startswith("a_"))
        return f"{value.__name__}{[(n, show(getattr(value, n), seen)) for n in names]}"
    if callable(value):
        return f"call {show(value(3), seen)}{getattr(value, 'a_mark', '')}"
    return repr(value)


REGISTRY = {}


def register(name):
    def add(function):
        REGISTRY[name] = function
        return function

    return add


def counted(start):
    calls = start

    def decorate(function):
        @functools.wraps(function)
        def wrapper(n):
            nonlocal calls
            calls += 1
            return (calls, function(n))

        return wrapper

    return decorate


REWRITES = []


def rewrites(function):
    """A decorator that changes nothing but what it remembers."""
    REWRITES.append(function.__name__)
    function.a_mark = len(REWRITES)
    return function


class Callback:
    """A decorator class, whose instances stand for functions."""

    made = []

    def __init__(self, function):
        functools.update_wrapper(self, function)
        self.function = function
        self.made.append(self)

    def __call__(self, n):
        return (len(self.made), self.function(n))


def make_pair(state):
    total = 0

    def add(n):
        nonlocal total
        total += n
        state.append(total)
        return total

    def read(n):
        return (total, n, state)

    return add, read

'''

SCALARS = (
    "None",
    "True",
    "0",
    "-17",
    "10**20",
    "0.1",
    "-0.0",
    "float('inf')",
    "1e300 * 10",
    "2 + 3j",
    "'text'",
    "'é→\\n\\x0c\\u2028\"'",
    "\"it's\" + '\\\\'",
    "b'\\x00\\xff'",
    "Decimal('1.10')",
    "Fraction(6, 8)",
    "date(2026, 1, 1) + timedelta(days=3)",
    "timedelta(hours=1)",
    "Colour.RED",
    "Colour('b')",
    "...",
    "range(2, 9, 3)",
    "len('four')",
    "'a b'.split()[0]",
)

FUNCTIONS = (
    "lambda n: n + {i}",
    "(lambda n, k={v}: (n, k))",
    "functools.partial(operator.add, {i})",
    "functools.partial(operator.mul, n_times)",
    "(lambda a: lambda n: (a, n))({v})",
    "[lambda n, j=j: (n, j) for j in range(3)][{i} % 3]",
    "[lambda n: (n, j) for j in range(3)][{i} % 3]",
    "Thing('t{i}').call",
    "make_pair([{v}])[{i} % 2]",
    "counted({i})(lambda n: n * 2)",
    "(lambda n: [(n, m) for m in range({i}) if (k := m) is not None])",
    "(lambda n: {m: (lambda: (n, m)) for m in range(3)}[1]())",
    "(lambda *, n=1, **more: lambda m: (n, m, more))(k={v})",
    "Callback(lambda n: (n, {v}))",
    "functools.reduce(lambda f, g: lambda n: g(f(n)), [str, repr, lambda s: s * 2])",
    "str",
    "operator.neg",
)
