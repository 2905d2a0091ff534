#> "7" -> "True True True True"
"""Large data keeps its types, its order, and what it shares."""

from pulumi_wingws import WebSocket

PAIRS = [(n, f"{n}", None, n / 7) for n in range(4_000)]
BY_NUMBER = {n: {"id": n, "tags": ["a", "\u00fc", True]} for n in range(4_000)}
NAMES = {f"name {n}" for n in range(4_000)}
SHARED = [{"z": n, "a": -0.0} for n in range(4_000)]
AGAIN = {"shared": SHARED}
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    n = int(body)
    pairs = PAIRS[n] == (n, body, None, n / 7) and type(PAIRS[n]) is tuple
    number = BY_NUMBER[n] == {"id": n, "tags": ["a", "\u00fc", True]}
    names = f"name {n}" in NAMES and type(NAMES) is set
    shared = AGAIN["shared"] is SHARED and str(SHARED[n]) == f"{{'z': {n}, 'a': -0.0}}"
    return f"{pairs} {number} {names} {shared}"
