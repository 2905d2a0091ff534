#> "ann|hello" -> "ann 0"
#> "bob|hello" -> "bob 0"
#> "ann|away lunch" -> "ann 0"
#> "bob|who" -> "ann away for lunch, bob here, system always"
#> "ann|nested" -> "ann@2 ann@2 1 ann gathering, bob here, system always"
#> "ann|nobody" -> "nobody"
"""Presence: context variables carry who speaks through layers that do not know it."""

import asyncio
import contextlib
import contextvars
import functools

from pulumi_wingws import WebSocket

chat = WebSocket("Presence")

speaker = contextvars.ContextVar("speaker")
depth = contextvars.ContextVar("depth", default=0)


class Presence:
    """Who is here, and why not."""

    def __init__(self):
        self._here = {}

    def touch(self, status="here"):
        self._here[speaker.get()] = status

    def __str__(self):
        return ", ".join(f"{name} {status}" for name, status in sorted(self._here.items()))


presence = Presence()


@contextlib.contextmanager
def speaking(name):
    token = speaker.set(name)
    try:
        yield name
    finally:
        speaker.reset(token)


def deeper(function):
    @functools.wraps(function)
    async def wrapper(*args):
        token = depth.set(depth.get() + 1)
        try:
            return await function(*args)
        finally:
            depth.reset(token)

    return wrapper


@deeper
async def whoever():
    await asyncio.sleep(0)
    return f"{speaker.get('nobody')}@{depth.get()}"


@deeper
async def gather():
    first, second = await asyncio.gather(whoever(), whoever())
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(presence.touch, "gathering")
        return f"{first} {second} {depth.get()}"


async def say(text):
    match text.split():
        case ["away", reason]:
            presence.touch(f"away for {reason}")
        case ["who"]:
            return str(presence)
        case ["nested"]:
            return f"{await gather()} {presence}"
        case ["nobody"]:
            return contextvars.Context().run(lambda: speaker.get("nobody"))
        case _:
            presence.touch()
    return f"{speaker.get()} {depth.get()}"


with speaking("system"):
    presence.touch("always")


@chat.on_message(reply=True)
async def on_message(connection_id, body):
    name, _, text = body.partition("|")
    with speaking(name):
        return await say(text)
