"""The lines that a person types, or that a pipe has, while other things go on."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator

__all__ = ["is_typed", "lines"]

_CHUNK = 65536


def is_typed() -> bool:
    """Say whether a person is at both ends."""
    return all(each is not None and each.isatty() for each in (sys.stdin, sys.stdout))


async def lines() -> AsyncIterator[str]:
    """Yield lines of standard input that are not blank, without their end."""
    async for line in _typed() if is_typed() else _piped():
        if line.strip():
            yield line


async def _typed() -> AsyncIterator[str]:
    """Yield what is typed until Ctrl-D or Ctrl-C; whoever prints, prints above it."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.patch_stdout import patch_stdout

    session: PromptSession[str] = PromptSession("> ")
    while True:
        try:
            with patch_stdout(raw=True):
                yield await session.prompt_async()
        except (EOFError, KeyboardInterrupt):
            return


async def _piped() -> AsyncIterator[str]:
    rest = b""
    while chunk := await _read():
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield _decode(line)
    yield _decode(rest)


async def _read() -> bytes:
    """Read what there is, in a thread that nobody has to wait for at the end.

    Neither the event loop's own pipes, which cannot be files, nor its threads, for
    which it waits, will do; nor sys.stdin, whose lock such a thread would keep.
    """
    loop = asyncio.get_running_loop()
    chunk: asyncio.Future[bytes] = loop.create_future()

    def read() -> None:
        try:
            content = os.read(0, _CHUNK)
        except OSError:  # there is none, as after `<&-`
            content = b""
        if not loop.is_closed():
            loop.call_soon_threadsafe(_set, chunk, content)

    threading.Thread(target=read, daemon=True).start()
    return await chunk


def _set(future: asyncio.Future[bytes], content: bytes) -> None:
    if not future.done():
        future.set_result(content)


def _decode(line: bytes) -> str:
    return line.removesuffix(b"\r").decode(errors="replace")
