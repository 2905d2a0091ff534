#> "x" -> "done"
"""asyncio's Lock and Queue at module level."""

import asyncio

from pulumi_wingws import WebSocket

lock = asyncio.Lock()
queue = asyncio.Queue()
chat = WebSocket("Chat")


@chat.on_message(reply=True)
async def on_message(connection_id, body):
    async with lock:
        queue.put_nowait("done")
        return await queue.get()
