#> "12" -> "item 12 of 9000, item 12"
"""Large data that only a closure has, and that a registry with functions holds."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def find_in(items):
    def find(key):
        return f"{items[key]} of {len(items)}"

    return find


find = find_in({str(n): f"item {n}" for n in range(9_000)})
ROUTES = {"find": find, "pages": {str(n): f"item {n}" for n in range(9_000)}}


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{ROUTES['find'](body)}, {ROUTES['pages'][body]}"
