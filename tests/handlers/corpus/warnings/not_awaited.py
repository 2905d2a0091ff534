#~ later
#> "x" -> "x"
"""A coroutine that nobody awaits."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


async def later():
    pass


@chat.on_message(reply=True)
async def on_message(connection_id, body):
    later().close
    return body
