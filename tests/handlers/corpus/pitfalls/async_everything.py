#> "3" -> "[0, 1, 2] entered left"
"""Async generators, comprehensions and context managers of the program."""

import asyncio

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
log = []


class Guard:
    async def __aenter__(self):
        log.append("entered")

    async def __aexit__(self, *_):
        log.append("left")


async def count(n):
    for i in range(n):
        await asyncio.sleep(0)
        yield i


@chat.on_message(reply=True)
async def on_message(connection_id, body):
    async with Guard():
        numbers = [i async for i in count(int(body))]
    return f"{numbers} {' '.join(log)}"
