#> "x" -> "{'a': 'int', 'b': 'str'} ['t']"
"""__annotations__ of a class and of a function as they ended."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
class A:
    a: "int"


def f(t: "str"):
    pass


A.__annotations__["b"] = "str"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{A.__annotations__} {list(f.__annotations__)}"
