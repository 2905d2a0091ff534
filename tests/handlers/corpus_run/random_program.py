"""Writes random programs: names, data, closures, classes and registries.

Every program's handler shows all that it has bound: values with their sharing, and what
its functions give when they are called.
"""

from random import Random

HEAD = '''"""A random program."""

import functools
import operator
from collections import OrderedDict, defaultdict, deque
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
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
    if isinstance(value, (list, dict, set, deque, Thing, Point, Slotted, bytearray)):
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
    if isinstance(value, (Thing, Point)):
        return f"{type(value).__name__}{show(vars(value), seen)}"
    if isinstance(value, Slotted):
        names = [n for n in value.__slots__ if hasattr(value, n)]
        return f"Slotted{[(n, show(getattr(value, n), seen)) for n in names]}"
    if isinstance(value, type):
        names = sorted(n for n in vars(value) if n.startswith("a_"))
        return f"{value.__name__}{[(n, show(getattr(value, n), seen)) for n in names]}"
    if callable(value):
        return f"call {show(value(3), seen)}"
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
    "str",
    "operator.neg",
)


class Writer:
    """Writes one program, the same for the same seed."""

    def __init__(self, seed):
        self.random = Random(seed)
        self.lines = ["n_times = 4"]
        self.names = []
        self.containers = {}

    def program(self):
        """Return the program's text."""
        for _ in range(self.random.randint(4, 14)):
            self.random.choice(self.STATEMENTS)(self)
        shown = ", ".join(dict.fromkeys(self.names))
        handler = [
            "",
            "",
            "def on_message(connection_id, body):",
            "    seen = {}",
            f"    values = ({shown}, REGISTRY)",
            "    return ' | '.join(show(value, seen) for value in values)",
        ]
        rest = [""] * self.random.randint(0, 2) + self.late
        return HEAD + "\n".join([*self.lines, *handler, "", "", *rest, ""])

    @property
    def late(self):
        """Statements below the handler: names as they ended."""
        lines = [f"{name} = {self.value(1)}" for name in self._some(self.names, 1)]
        kinds = {"list": "{}.append({})", "dict": "{}[0] = {}"}
        for name, kind in list(self.containers.items())[:2]:
            if kind in kinds and name not in "".join(lines):
                lines.append(kinds[kind].format(name, self.value(1)))
        return [line for line in lines if line.split(" =")[0] not in self.fixed]

    fixed = ()

    def value(self, depth=3):
        """Return an expression of a value; it may name what is bound."""
        choice = self.random.random()
        if depth == 0 or choice < 0.35:
            return self.random.choice(SCALARS)
        if choice < 0.5 and self.names:
            return self.random.choice(self.names)
        return self.random.choice(self.CONTAINERS)(self, depth - 1)

    def key(self):
        """Return an expression of something hashable."""
        return self.random.choice(
            ["1", "'k'", "(1, 'a')", "None", "Colour.RED", "b'x'", "frozenset({2})"]
        )

    def _some(self, items, most):
        return self.random.sample(items, min(len(items), self.random.randint(0, most)))

    def _values(self, depth):
        return [self.value(depth) for _ in range(self.random.randint(0, 3))]

    def _list(self, depth):
        return f"[{', '.join(self._values(depth))}]"

    def _tuple(self, depth):
        return "(" + "".join(f"{v}, " for v in self._values(depth)) + ")"

    def _dict(self, depth):
        pairs = ", ".join(f"{self.key()}: {v}" for v in self._values(depth))
        return f"{{{pairs}}}"

    def _set(self, depth):
        keys = ", ".join(self.key() for _ in range(self.random.randint(1, 3)))
        return self.random.choice(["{{{}}}", "frozenset([{}])"]).format(keys)

    def _other(self, depth):
        form = self.random.choice(
            [
                "deque({}, maxlen=3)",
                "OrderedDict(enumerate({}))",
                "defaultdict(list, enumerate({}))",
                "Point(1, {})",
                "Point({})",
                "Thing('x', {})",
                "[*{}]",
                "list(reversed({}))",
            ]
        )
        return form.format(self._list(depth))

    CONTAINERS = (_list, _tuple, _dict, _set, _other)

    # Statements.

    def _bind(self, value, kind=None):
        name = f"v{len(self.names)}"
        if self.names and self.random.random() < 0.15:
            name = self.random.choice(self.names)  # bound again
        self.lines.append(f"{name} = {value}")
        self.names.append(name)
        self.containers.pop(name, None)
        if kind:
            self.containers[name] = kind
        return name

    def data(self):
        self._bind(self.value())

    def container(self):
        kind = self.random.choice(["list", "dict"])
        value = self._list(2) if kind == "list" else self._dict(2)
        self._bind(value, kind)

    def change(self):
        for name, kind in self.containers.items():
            value = self.value(2)
            if kind == "list":
                form = self.random.choice(
                    ["{}.append({})", "{}.insert(0, {})", "{} += [{}]"]
                )
            else:
                form = self.random.choice(["{}[9] = {}", "{}.update(k={})"])
            self.lines.append(form.format(name, value))

    def cycle(self):
        for name, kind in self.containers.items():
            form = "{0}.append({0})" if kind == "list" else "{0}['me'] = {0}"
            self.lines.append(form.format(name))
            return

    def function(self):
        form = self.random.choice(FUNCTIONS)
        i, value = self.random.randint(0, 9), self.value(1)
        self._bind(form.replace("{i}", str(i)).replace("{v}", value))

    def definition(self):
        name = f"v{len(self.names)}"
        decorators = self._some(
            [f"@register({name!r})", f"@counted({len(self.names)})"], 2
        )
        body = self.random.choice(
            [
                f"    return (n, {self.value(1)}, k)",
                f"    if n:\n        return [{self.value(1)} for _ in range(n)]",
                f"    kept = {self.value(1)}\n    return (lambda m: (m, kept, k))(n)",
            ]
        )
        # What is named in the body is bound at module level for good.
        self.lines += ["", *decorators, f"def {name}(n, k={self.value(1)}):", body, ""]
        self.names.append(name)

    def pair(self):
        first, second = f"v{len(self.names)}", f"v{len(self.names) + 1}"
        self.lines.append(f"{first}, {second} = make_pair({self._list(1)})")
        self.lines.append(f"{first}(5)")
        self.names += [first, second]

    def klass(self):
        name = f"v{len(self.names)}"
        base = self.random.choice(["", "(Thing)", "(Point)"])
        self.lines += [
            "",
            f"class {name}{base}:",
            f"    a_value = {self.value(1)}",
            f"    a_table = {{n: n * n for n in range({self.random.randint(0, 4)})}}",
            "",
            "    @staticmethod",
            "    def a_function(n):",
            f"        return (n, {self.value(0)})",
            "",
        ]
        self.names.append(name)
        if base and self.random.random() < 0.6:
            made = self._bind(f"{name}('made')")
            if self.random.random() < 0.5:
                self.lines.append(f"{made}.extra = {self.value(1)}")

    def thing(self):
        name = self._bind(f"Thing('self', {self.value(1)})")
        if self.random.random() < 0.5:
            self.lines.append(
                f"{name}.part = {self.random.choice([name, '[' + name + ']'])}"
            )
        if self.random.random() < 0.3:
            self.lines.append(f"{name}.call = {name}.call")

    def slotted(self):
        name = self._bind("Slotted()")
        self.lines.append(f"{name}.left = {self.value(1)}")

    def loop(self):
        name = self._bind("[]", "list")
        self.lines += [
            f"for i in range({self.random.randint(1, 4)}):",
            f"    {name}.append((i, lambda n, i=i: n + i))",
        ]

    def unpack(self):
        a, b = f"v{len(self.names)}", f"v{len(self.names) + 1}"
        self.lines.append(f"{a}, *{b} = [{self.value(1)}, {self.value(0)}, 1]")
        self.names += [a, b]

    STATEMENTS = (
        data,
        data,
        data,
        container,
        container,
        change,
        change,
        cycle,
        function,
        function,
        definition,
        definition,
        pair,
        klass,
        thing,
        slotted,
        loop,
        unpack,
    )
