#> "3 1 2" -> "1,2,3"
#> "x" -> "cannot look up 'x'"
"""An async handler with gather, an async generator and an async context manager."""

import asyncio
import contextlib

from pulumi_wingws import WebSocket

lookup = WebSocket("Lookup")


@contextlib.asynccontextmanager
async def slot(semaphore):
    async with semaphore:
        yield


async def numbers(text):
    for word in text.split():
        if not word.isdigit():
            raise ValueError(f"cannot look up {word!r}")
        yield int(word)


async def fetch(semaphore, number):
    async with slot(semaphore):
        await asyncio.sleep(0)
        return number


@lookup.on_message(reply=True)
async def on_message(connection_id, body):
    semaphore = asyncio.Semaphore(2)
    try:
        found = [number async for number in numbers(body)]
    except ValueError as exc:
        return str(exc)
    results = await asyncio.gather(*(fetch(semaphore, n) for n in found))
    return ",".join(str(n) for n in sorted(results))
