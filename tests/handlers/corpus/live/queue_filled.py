#> "x" -> "2"
"""A queue filled by a loop at deploy time: as it ended, or refused."""

import queue


from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
waiting = queue.SimpleQueue()
for n in (1, 2):
    waiting.put(n)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(waiting.qsize())
