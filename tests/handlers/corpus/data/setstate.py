#> "x" -> "[1, 2] True"
"""Classes with __getstate__, __reduce__ or __copy__: state is what is there."""

from pulumi_wingws import WebSocket


class Odd:
    def __init__(self):
        self.items = [1, 2]

    def __getstate__(self):
        return {"items": "pickled"}

    def __reduce__(self):
        raise TypeError("do not pickle")


odd = Odd()
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{odd.items} {type(odd) is Odd}"
