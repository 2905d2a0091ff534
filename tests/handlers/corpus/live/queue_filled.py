#! __main__.py:17:16: 'waiting' cannot be written down, and line 12 does more with it than call its methods
"""A queue filled by a loop at deploy time: refused."""

import queue


from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
waiting = queue.SimpleQueue()
for n in (1, 2):
    waiting.put(n)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(waiting.qsize())
