"""How long one waits for handlers."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from .functions import Functions

__all__ = ["Patience"]

# In which the loop reads what has come in, and what came of it has begun.
_TURNS = 3


class Patience:
    """
    Some seconds to wait for invocations in, no matter how many times.

    Args:
        service: What runs functions.
        seconds: How long one waits in all.

    """

    def __init__(self, service: Functions, seconds: float) -> None:
        self._service = service
        self._until = asyncio.get_running_loop().time() + seconds

    async def settle(self) -> None:
        """Wait until nothing runs, nor begins by what has ended, or patience ends."""
        with suppress(TimeoutError):
            async with asyncio.timeout_at(self._until):
                await self._turn()
                while self._service.running:
                    await self._service.quiet()
                    await self._turn()

    async def _turn(self) -> None:
        for _ in range(_TURNS):
            await asyncio.sleep(0)
