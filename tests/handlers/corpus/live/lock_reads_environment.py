#: environment SIZE 2
#! __main__.py:16:12: 'size' cannot be written down, and what makes it again reads 'os.environ'
"""A line that must run again and reads os.environ is refused."""

import contextvars
import os

from pulumi_wingws import WebSocket

size = contextvars.ContextVar("size", default=os.environ["SIZE"])
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return size.get()
