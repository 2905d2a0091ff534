"""Writes random programs: names, data, closures, classes and registries.

Every program's handler shows all that it has bound: values with their sharing, and what
its functions give when they are called.
"""

from random import Random

from .random_parts import FUNCTIONS, HEAD, SCALARS


class Writer:
    """Writes one program, the same for the same seed."""

    def __init__(self, seed):
        self.random = Random(seed)
        self.lines = ["n_times = 4"]
        self.names = []
        self.fixed = []
        self.keys = []
        self.containers = {}

    def program(self):
        """Return the program's text."""
        for _ in range(self.random.randint(4, 14)):
            self.random.choice(self.STATEMENTS)(self)
        shown = ", ".join(dict.fromkeys([*self.names, *self.fixed]))
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
        return lines

    def value(self, depth=3):
        """Return an expression of a value; it may name what is bound."""
        choice = self.random.random()
        if depth == 0 or choice < 0.35:
            return self.random.choice(SCALARS)
        if choice < 0.5 and (names := self.names + self.fixed):
            return self.random.choice(names)
        return self.random.choice(self.CONTAINERS)(self, depth - 1)

    def key(self):
        """Return an expression of something hashable."""
        return self.random.choice(
            ["1", "'k'", "(1, 'a')", "None", "Colour.RED", "b'x'", *self.keys]
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
                "Counter({{'n': {}}})",
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

    def _fixed(self, word):
        """Return a name that is bound once; it goes to `fixed` when it is."""
        return f"{word}{len(self.fixed)}"

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
        made = [f"@register({name!r})", f"@counted({len(self.names)})"]
        decorators = self._some([*made, "@rewrites", "@Callback"], 2)
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

    def factory(self):
        """A function that makes functions over what they share, called twice."""
        name = f"make{len(self.names)}"
        self.lines += [
            "",
            f"def {name}(start, *rest, kept={self.value(1)}):",
            f"    shared = {self._list(1)}",
            "    count = start",
            "",
            "    def inner(n, deep=2):",
            "        nonlocal count",
            "        count += 1",
            "        shared.append((n, *rest))",
            "        return inner(n, deep - 1) if deep else (count, kept, shared)",
            "",
            "    return inner, lambda n: [(n, count, each) for each in shared]",
            "",
        ]
        one, two = f"v{len(self.names)}", f"v{len(self.names) + 1}"
        self.lines.append(f"{one}, {two} = {name}(1, {self.value(1)})")
        self.lines.append(self.random.choice([f"{one}('called')", "n_times += 1"]))
        self.names += [one, two]
        self._bind(f"[*{name}(5), {one}]")

    def record(self):
        """A dataclass or a named tuple, and instances of it."""
        name = self._fixed("Record")
        if self.random.random() < 0.3:
            self.lines.append(f"{name} = namedtuple({name!r}, 'a_left a_right')")
        else:
            options = self.random.choice(["", "(frozen=True)", "(order=True)"])
            self.lines += [
                "",
                f"@dataclass{options}",
                f"class {name}:",
                f"    left: object = {self.random.choice(SCALARS)}",
                "    right: list = field(default_factory=list, repr=False, hash=False)",
                "",
                "    @property",
                "    def both(self):",
                "        return (self.left, self.right)",
                "",
            ]
            if options == "(frozen=True)":
                self.keys.append(f"{name}({self.key()})")
        self.fixed.append(name)
        made = self._bind(f"{name}({self.value(1)}, {self._list(1)})")
        self._bind(f"[{made}, {{'again': {made}}}]")

    def enumeration(self):
        """An enum with a method, its members as values and keys."""
        name = self._fixed("Choice")
        base = self.random.choice(["Enum", "IntEnum", "Flag", "StrEnum"])
        values = ["'one'", "'two'"] if base == "StrEnum" else ["1", "2"]
        if base == "Enum":
            values = [f"({self.random.choice(SCALARS)}, {n})" for n in (1, 2)]
        self.lines += [
            "",
            f"class {name}({base}):",
            f"    ONE = {values[0]}",
            f"    TWO = {values[1]}",
            "",
            f"    def method(self, k={self.value(0)}):",
            "        return (self.name, type(self).ONE.value, k)",
            "",
        ]
        self.lines.append(f"{name}_two = {name}.TWO")
        self.fixed += [name, f"{name}_two"]
        self.keys.append(f"{name}.ONE")
        self._bind(f"{{{name}.ONE: {name}_two.method, {name}.TWO: {self.value(1)}}}")

    def family(self):
        """Classes over each other, with what they share and what they count."""
        name = self._fixed("Family")
        self.lines += [
            "",
            f"class {name}(Thing):",
            f"    a_shared = {self._list(1)}",
            "    a_count = 0",
            "",
            "    @classmethod",
            "    def a_method(cls, n):",
            "        cls.a_count += 1",
            "        cls.a_shared.append(n)",
            "        return (cls.__name__, cls.a_count)",
            "",
            "    def call(self, n):",
            "        return (super().call(n), self.a_shared, self.doubled)",
            "",
            "    @property",
            "    def doubled(self):",
            "        return self.name * 2",
            "",
            f"class {name}_below({name}):",
            f"    def call(self, n, k={self.value(1)}):",
            "        return (k, super().call(n), __class__.__name__)",
            "",
            f"{name}_below.a_method({self.value(0)})",
        ]
        self.fixed += [name, f"{name}_below"]
        made = self._bind(f"{name}_below('below', [{name}.a_shared])")
        self._bind(f"[{made}.call, {made}, {name}.a_shared]")

    def circle(self):
        """Instances that know each other."""
        one, other = self._fixed("one"), self._fixed("two")
        self.lines += [
            f"{one} = Thing('one', {self.value(1)})",
            f"{other} = Point({one}, [{one}, {self.value(1)}])",
            f"{one}.part = {{'back': {other}, 'part': {one}.part}}",
        ]
        self.fixed += [one, other]

    def comprehension(self):
        """Values that comprehensions gave, and functions that they made."""
        form = self.random.choice(
            [
                "{{k: {0} * n_times for k in range(2)}}",
                "[(m, f) for m in range(2) for f in ({1}, lambda n: (n, m))]",
                "dict(zip('abc', (each for each in {0})))",
                "[[x := m, x, lambda n, x=x: (n, x)] for m in range(2)]",
                "{{f.__name__: f for f in (make_pair({0}))}}",
            ]
        )
        self._bind(form.format(self._list(1), self.value(1)))

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
        factory,
        record,
        enumeration,
        family,
        circle,
        comprehension,
    )
