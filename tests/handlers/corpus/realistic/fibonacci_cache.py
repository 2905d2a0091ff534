#> "30" -> "832040"
#> "30" -> "832040 hits"
"""functools.lru_cache on a helper: it cannot be written down, its lines run again."""

from functools import lru_cache

from pulumi_wingws import WebSocket


@lru_cache(maxsize=None)
def fibonacci(n: int) -> int:
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


seen = set()
math = WebSocket("Math")


@math.on_message(reply=True)
def on_message(connection_id, body):
    value = fibonacci(int(body))
    if body in seen:
        return f"{value} hits"
    seen.add(body)
    return str(value)
