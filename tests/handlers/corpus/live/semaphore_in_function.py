#> "x" -> "True"
#? known bug: what a function did to a lock is lost
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
