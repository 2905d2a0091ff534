#! __main__.py:14:12: 'textwrap.dedent' was replaced by the program
"""An attribute of a library's module that the program replaced."""

import textwrap

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
textwrap.dedent = lambda value: "patched"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return textwrap.dedent(body)
