"""Lambdas: several on a line, in comprehensions, containers, defaults and decorators."""
double = lambda x: 2 * x
OPS = {"add": lambda a, b: a + b, "sub": lambda a, b: a - b}
first, second = lambda: 1, lambda: 2
LIST = [lambda n=i: n for i in range(3)] + [lambda: "x"]
LATE = [lambda: i for i in range(3)]
PAIRS = sorted([(2, "b"), (1, "a")], key=lambda pair: pair[0])
nested = (lambda x: (lambda y: x + y))(3)
curried = lambda a: lambda b: [a, b]
TRIPLE = (lambda: "one",
          lambda x, *rest, y=[double(4)], **more: [
              x, rest,
              y, more],
    lambda: "three")
KEYED = {}
def keyed(key):
    def register(function):
        KEYED[function.__name__] = key
        return function
    return register
@keyed(lambda text: text[::-1])
def mirrored(text): return KEYED["mirrored"](text)
def with_default(items, key=lambda item: -item, *, and_then=lambda x: x): return and_then(sorted(items, key=key))
def make(n): return lambda x: x + n
def makers(): return [lambda x, i=i: x * i for i in range(3)], [(lambda: j) for j in "ab"]
add = make(5)
times, letters = makers()
OPS["same"] = double
OPS["again"] = OPS["add"]
FLAG = True
if FLAG: chosen = lambda: "chosen"
else: chosen = lambda: "other"
def inside():
    return {
        "a": lambda: "a",
        "b": (lambda: [
            "b"
        ]),
    }
INSIDE = inside()


def on_message(connection_id, body):
    return repr([
        double(2), OPS["add"](1, 2), OPS["sub"](1, 2), first(), second(), [f() for f in LIST],
        [f() for f in LATE], nested(4), curried(1)(2), [TRIPLE[0](), TRIPLE[1](1, 2, z=3), TRIPLE[2]()],
        mirrored("abc"), with_default([1, 2]), add(1), [f(2) for f in times], [f() for f in letters],
        OPS["same"] is double, OPS["again"] is OPS["add"], chosen(), INSIDE["a"](), INSIDE["b"](),
    ])


ANSWERS = {"": "[4, 3, -1, 1, 2, [0, 1, 2, 'x'], [2, 2, 2], 7, [1, 2], ['one', [1, (2,), [8], {'z': 3}], 'three'], 'cba', [2, 1], 6, [0, 2, 4], ['b', 'b'], True, True, 'chosen', 'a', ['b']]"}
