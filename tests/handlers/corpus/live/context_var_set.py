#! __main__.py:22:12: 'language' cannot be written down, and may have been changed by way of others
"""A variable of contexts that a function set at deploy time."""

import contextvars

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
language = contextvars.ContextVar("language", default="en")


def choose(name):
    language.set(name)


choose("de")


# The program's context is not the handler's.
@chat.on_message(reply=True)
def on_message(connection_id, body):
    return language.get()
