#> "x" -> "a1 b3"
"""Values inside registries of closures."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
REGISTRY = {}


def make(name):
    count = [0]

    def hit():
        count[0] += 1
        return f"{name}{count[0]}"

    REGISTRY[name] = hit


make("a")
make("b")
REGISTRY["b"](), REGISTRY["b"]()


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return " ".join(f() for f in REGISTRY.values())
