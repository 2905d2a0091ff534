#> "x" -> "[('b', 1), ('a', 2)] 0 deque([2, 3], maxlen=2) 3 1"
"""OrderedDict, defaultdict, deque, Counter, ChainMap."""

from collections import ChainMap, Counter, OrderedDict, defaultdict, deque

from pulumi_wingws import WebSocket

A = OrderedDict(b=1, a=2)
B = defaultdict(int)
C = deque([1, 2, 3], maxlen=2)
D = Counter("aaa")
E = ChainMap({"x": 1}, {"x": 2})
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{list(A.items())} {B['q']} {C} {D['a']} {E[body]}"
