#> "x" -> "1 mappingproxy"
"""A mappingproxy, also over a dict that has a name."""

from types import MappingProxyType

from pulumi_wingws import WebSocket

base = {"a": 0}
VIEW = MappingProxyType(base)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    base["a"] += 1
    return f"{VIEW['a']} {type(VIEW).__name__}"
