"""What tests ask of a running stack, and do to its time and chance: admin verbs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from ..core.manifest import ManifestError
from .cloud import Cloud
from .console import Verb, known, mark
from .patience import Patience

__all__ = ["Testing"]

_PATIENCE = 10.0
_MOST_PATIENCE = 600
_RESET_PATIENCE = 1.0
_YEAR = 365 * 86_400
_LAST = 253_402_300_799
"""The end of the year 9999, in seconds since the epoch."""


class Testing:
    """
    The verbs of tests.

    Args:
        cloud: The stack.

    Attributes:
        verbs: They, by name. They raise `ManifestError` for what cannot be.

    """

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._jump = asyncio.Lock()
        self.verbs: Mapping[str, Verb] = {
            "advance": self._advance,
            "reset": self._reset,
            "seed": self._seed,
            "recycle": self._recycle,
            "invocations": self._invocations,
        }

    async def _advance(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """
        Let time jump ahead for connections and tables.

        All that is due until there happens in its order, and handlers that it invokes
        end ahead of what is due next, and ahead of the answer. Who takes longer than
        `patience`, in real seconds for all of them, is not waited for any more.
        """
        seconds = _number(body, "seconds", _YEAR)
        patience = _number({"patience": _PATIENCE, **body}, "patience", _MOST_PATIENCE)
        service, clock = self._cloud.service, self._cloud.clock
        async with self._jump:
            await clock.advance(seconds, Patience(service, patience).settle)
        return {"now": clock.now(), "running": service.running}

    async def _seed(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Let ids and faults be the same again, and time stand still at a moment."""
        seed = body["seed"]
        if seed is not None and type(seed) is not int:
            raise ManifestError(f"seed is {seed!r}; expected a whole number or null")
        is_pinned = body.get("now") is not None
        now = _number(body, "now", _LAST) if is_pinned else None
        self._choose(seed)
        if "now" in body:
            self._cloud.clock.pin(now)
        return {"now": self._cloud.clock.now()}

    def _choose(self, seed: int | None) -> None:
        self._cloud.chance.seed(seed)
        for api in self._cloud.apis:
            api.server.move_ids()

    async def _reset(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """
        Leave nothing but what was put, and its warm environments.

        No `$disconnect` is run. Environments that are busy, and still are a second
        later, are ended.
        """
        cloud = self._cloud
        cloud.tables.check_own()
        for api in cloud.apis:
            api.server.reset()
        cloud.event_sources.stop()
        await Patience(cloud.service, _RESET_PATIENCE).settle()
        if cloud.service.running:
            cloud.service.abandon()
            await Patience(cloud.service, _RESET_PATIENCE).settle()
        # Nothing runs any more: what is emptied now stays so.
        cloud.clock.reset(cloud.options.time_scale)
        self._choose(None)
        cloud.options.faults.change(cloud.configured_faults)
        cloud.account.reset()
        cloud.lambda_api.forget()
        cloud.expiry.stop()
        cloud.dynamodb.clear()
        cloud.event_sources.restart()
        cloud.service.clear_logs()
        cloud.journal.clear()
        cloud.history.begin()
        return {}

    async def _invocations(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the invocations that have ended since an event of the journal."""
        after = mark(body)
        function = body["function"]
        if function is not None:
            known("function", function, self._functions())
        return {
            "invocations": self._cloud.history.after(after, function),
            "last": self._cloud.journal.last,
        }

    async def _recycle(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Let the next invocation of a function, or of each, be a cold start."""
        names, function = self._functions(), body["function"]
        chosen = names if function is None else [known("function", function, names)]
        for name in chosen:
            self._cloud.service.recycle(name)
        return {}

    def _functions(self) -> Mapping[str, str]:
        manifests = self._cloud.functions.manifests.values()
        return {each.name: each.name for each in manifests}


def _number(body: Mapping[str, Any], name: str, most: int) -> float:
    value = body[name]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= most:
        raise ManifestError(
            f"{name} is {value!r}; expected a number of seconds from 0 to {most:,}"
        )
    return float(value)
