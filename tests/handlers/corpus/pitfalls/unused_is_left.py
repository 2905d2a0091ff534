#> "x" -> "x"
"""What no handler reaches may be anything."""

import socket
import threading

import pulumi

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
lock = threading.Lock()
connection = socket.socket()
connection.close()
generator = (n for n in range(3))


def unused():
    return eval("lock"), globals(), generator


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return body


pulumi.export("url", chat.url)
