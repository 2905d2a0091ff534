"""Values as they ended."""
import re, datetime, decimal, pathlib, uuid, fractions
from collections import deque, defaultdict, OrderedDict
import enum

A, (B, *C) = 1, (2, 3, 4)
D = E = {"n": 1}
F = {}
F["late"] = {3, 1, 2}
G = [F, F]
for H in range(3):
    pass
with open(__file__) as I:
    J = len("x")
if (K := 5) > 3:
    L = "yes"
else:
    L = "no"
M = re.compile(r"a+(b)", re.I)
N = datetime.datetime(2020, 1, 2, tzinfo=datetime.timezone.utc)
O = decimal.Decimal("1.50")
P = pathlib.PurePosixPath("a/b")
Q = deque([1, 2], maxlen=2)
R = defaultdict(list, a=[1])
S = float("inf"), -0.0, 1e300, 2 + 3j
T = b"\x00\xff", "é\n", frozenset({"b", "a"})
U = uuid.UUID(int=5)
V = fractions.Fraction(1, 3)
W = OrderedDict(b=1, a=2)
X = Y = []
Y.append(X)
Z = 1; AA = 2; AB = 3
COUNTER = 0
try:
    import no_such_module as AC
except ImportError:
    import json as AC


def count():
    global COUNTER
    COUNTER += 1
    return COUNTER


def on_message(connection_id, body):
    D["n"] += 1
    G[0]["more"] = 1
    R["b"].append(1)
    count()
    return repr([A, B, C, D, E, sorted(F), G[0] is G[1] is F, H, J, K, L, M.match("AAB").group(1), M.flags, N, O, P, Q, R, S, T[:2], sorted(T[2]), U, V, W, X[0] is Y is X, AA, AB, count(), AC.dumps({})])


ANSWERS = {"": "[1, 2, [3, 4], {'n': 2}, {'n': 2}, ['late', 'more'], True, 2, 1, 5, 'yes', 'B', 34, datetime.datetime(2020, 1, 2, 0, 0, tzinfo=datetime.timezone.utc), Decimal('1.50'), PurePosixPath('a/b'), deque([1, 2], maxlen=2), defaultdict(<class 'list'>, {'a': [1], 'b': [1]}), (inf, -0.0, 1e+300, (2+3j)), (b'\\x00\\xff', 'é\\n'), ['a', 'b'], UUID('00000000-0000-0000-0000-000000000005'), Fraction(1, 3), OrderedDict([('b', 1), ('a', 2)]), True, 2, 3, 2, '{}']"}
