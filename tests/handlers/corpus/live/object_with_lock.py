#> "x" -> "1"
#> "x" -> "2"
"""An object of the program that holds a lock: its own line runs again."""

import threading

from pulumi_wingws import WebSocket


class Counter:
    def __init__(self):
        self.lock = threading.Lock()
        self.count = 0

    def next(self):
        with self.lock:
            self.count += 1
            return self.count


counter = Counter()
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(counter.next())
