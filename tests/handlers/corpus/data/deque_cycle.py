#> "x" -> "True True True"
"""A deque, a defaultdict and an OrderedDict in cycles."""

from collections import OrderedDict, defaultdict, deque


from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
d = deque()
d.append(d)
e = defaultdict(list)
e[0] = e
f = OrderedDict()
f[0] = [f]


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{d[0] is d} {e[0] is e} {f[0][0] is f}"
