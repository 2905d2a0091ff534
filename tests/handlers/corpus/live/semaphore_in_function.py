#! __main__.py:22:16: 'lock' is a lock, and held; line 10 would make a free one
"""A lock that a function of the program took at deploy time: as it ended, or refused."""

import threading


from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
lock = threading.Lock()


def take():
    lock.acquire()


take()


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(lock.locked())
