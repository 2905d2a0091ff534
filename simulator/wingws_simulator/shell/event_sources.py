"""Which functions are invoked by which tables' streams."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ..core.event_source import EventSource
from ..core.manifest import FunctionManifest
from ..core.origin import STREAM
from ..core.settings import Settings
from ..dynamodb import DynamoDB
from .clock import Clock
from .event_source_mapping import EventSourceMapping
from .functions import Functions

__all__ = ["EventSources"]


class EventSources:
    """
    The event source mappings of a stack.

    Args:
        dynamodb: The tables.
        service: What runs the functions.
        clock: By which a batch waits that has failed.
        settings: How long a batch waits that has failed.

    """

    def __init__(
        self,
        dynamodb: DynamoDB,
        service: Functions,
        clock: Clock,
        settings: Settings,
    ) -> None:
        self._dynamodb = dynamodb
        self._service = service
        self._clock = clock
        self._settings = settings
        # By name of the function.
        self._mappings: dict[str, EventSourceMapping] = {}

    def put(self, manifest: FunctionManifest) -> None:
        """
        Create or update the mapping of a function that was put, if it has one.

        Raises:
            ManifestError: Lambda would not take it.
            ResourceNotFoundException: The table has no stream.

        """
        source = manifest.event_source
        mapping = self._mappings.get(manifest.name)
        if source is not None and mapping and mapping.source.table == source.table:
            mapping.update(source)
            return
        made = None if source is None else self._make(manifest.name, source)
        self.forget(manifest)
        if made is not None:
            self._mappings[manifest.name] = made

    def forget(self, manifest: FunctionManifest) -> None:
        """Delete the mapping of a function, if it has one."""
        if mapping := self._mappings.pop(manifest.name, None):
            mapping.forget()

    def stop(self) -> None:
        """Invoke no more; what has been handled stays known."""
        for mapping in self._mappings.values():
            mapping.stop()

    def restart(self) -> None:
        """Begin anew with streams that have no records any more."""
        for name, mapping in self._mappings.items():
            source = replace(mapping.source, starting_position="TRIM_HORIZON")
            self._mappings[name] = self._make(name, source)

    def _make(self, name: str, source: EventSource) -> EventSourceMapping:
        return EventSourceMapping(
            source,
            self._dynamodb.reader(name, source.table, source.starting_position),
            self._clock,
            invoke=partial(self._service.invoke, name, origin=STREAM),
            log=partial(self._service.log, name),
            settings=self._settings,
        )
