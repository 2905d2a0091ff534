#> "1,2,3,4,5,6,7" -> "[(1, 3), (5, 7)]"
#> "5,x,7" -> "invalid literal for int() with base 10: 'x' source closed"
#> "" -> "[]"
#> "stop" -> "105 6 ['open', 'source closed']"
#> "9,8" -> "[(9,)]"
"""Async generators: sources, stages and sinks, closed in order."""

import asyncio
from contextlib import aclosing, asynccontextmanager
from functools import reduce

from pulumi_wingws import WebSocket

chat = WebSocket("Pipelines")
log = []


async def numbers(text):
    try:
        for each in filter(None, text.split(",")):
            await asyncio.sleep(0)
            yield int(each)
    finally:
        log.append("source closed")


def where(predicate):
    async def stage(source):
        async for each in source:
            if predicate(each):
                yield each

    return stage


def batched(size):
    async def stage(source):
        batch = []
        async for each in source:
            batch.append(each)
            if len(batch) == size:
                yield tuple(batch)
                batch.clear()
        if batch:
            yield tuple(batch)

    return stage


def first(most):
    async def stage(source):
        left = most
        async for each in source:
            if not left:
                return
            left -= 1
            yield each

    return stage


class Ticker:
    """Counts what passes, as an asynchronous iterator."""

    def __init__(self, start=0):
        self.ticks = start

    def __call__(self, source):
        self._source = aiter(source)
        return self

    def __aiter__(self):
        return self

    async def __anext__(self):
        value = await anext(self._source)
        self.ticks += 1
        return value


def compose(*stages):
    return lambda source: reduce(lambda inner, stage: stage(inner), stages, source)


ticker = Ticker(start=100)
PIPELINE = compose(where(lambda n: n % 2), ticker, batched(2), first(2))


@asynccontextmanager
async def opened(text):
    async with aclosing(numbers(text)) as source:
        log.append("open")
        yield PIPELINE(source)


@chat.on_message(reply=True)
async def on_message(connection_id, body):
    if body == "stop":
        return f"{ticker.ticks} {len(log)} {log[-2:]}"
    try:
        async with asyncio.timeout(10), opened(body) as batches:
            return str([batch async for batch in batches])
    except ValueError as exc:
        return f"{exc} {log[-1]}"
