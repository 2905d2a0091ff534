#> "x" -> "locked False"
#> "x" -> "locked False"
"""A closure over a lock that is local to its factory: the factory's line runs again."""

import threading

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def make():
    lock = threading.Lock()

    def guarded():
        with lock:
            return "locked"

    def is_locked():
        return lock.locked()

    return guarded, is_locked


guarded, is_locked = make()


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{guarded()} {is_locked()}"
