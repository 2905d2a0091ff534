#> "3" -> "9"
#> "3" -> "9 hits=1"
#* the program itself has called square already
"""lru_cache begins empty in every environment."""

from functools import lru_cache

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@lru_cache
def square(n):
    return n * n


square(1), square(1)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    value = square(int(body))
    hits = square.cache_info().hits
    return f"{value} hits={hits}" if hits else str(value)
