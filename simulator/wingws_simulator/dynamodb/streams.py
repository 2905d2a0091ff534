"""The streams of a stack: begun, written along with the items, read and trimmed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Any

from .attribute_value import Item
from .position import prefix_interval, private_prefix
from .rows import from_rows
from .store import Row, Store
from .stream import RETENTION, Stream, from_sequence_number, to_label
from .stream_record import StreamRecord, build_record
from .table_spec import TableSpec

__all__ = ["Streams"]

_MICROSECONDS = 1_000_000
_TRIM_INTERVAL = 60.0


class Streams:
    """The streams that a store holds.

    A record's number is the time of its change in microseconds, or one more than the
    last one's; so numbers grow, whatever has been trimmed, and over a table's streams.

    Args:
        store: where they are kept, beside the items.
        arn_prefix: an ARN up to the resource, ``arn:aws:dynamodb:{region}:{account}``.
        clock: seconds since the epoch.

    Attributes:
        listeners: what is called, by the table's name, as a record is written, inside
            of its transaction.
    """

    def __init__(
        self, store: Store, arn_prefix: str, clock: Callable[[], float]
    ) -> None:
        self._store = store
        self._arn_prefix = arn_prefix
        self._region = arn_prefix.split(":")[3]
        self._clock = clock
        self._streams: dict[str, Stream] = {}
        self._current: dict[str, Stream] = {}
        self.load()
        self._last = max(map(self.last_of, self._streams.values()), default=0)
        self._trimmed_at = 0.0
        self.listeners: dict[str, set[Callable[[], None]]] = defaultdict(set)

    def load(self) -> None:
        """Read from the store which streams there are."""
        with self._store.rows(prefix_interval(private_prefix("stream"))) as rows:
            streams = [Stream.from_dict(each) for each in from_rows(rows)]
        self._streams = {stream.resource: stream for stream in streams}
        self._current = {
            stream.table_name: stream for stream in streams if stream.ended_at is None
        }

    def current(self, table_name: str) -> Stream | None:
        """Return the stream that a table has now."""
        return self._current.get(table_name)

    def arn(self, stream: Stream) -> str:
        """Return the ARN of a stream."""
        return f"{self._arn_prefix}:table/{stream.resource}"

    def with_arn(self, arn: str) -> Stream | None:
        """Return the stream of an ARN, as long as its records can be read."""
        stream = self._streams.get(arn.removeprefix(f"{self._arn_prefix}:table/"))
        return None if stream is None or self._is_over(stream) else stream

    def all(self) -> list[Stream]:
        """Return all streams whose records can be read, in the order of their ARNs."""
        streams = sorted(self._streams.items())
        return [stream for _, stream in streams if not self._is_over(stream)]

    def description(self, table_name: str) -> dict[str, Any]:
        """Return what the description of a table says about its stream."""
        stream = self._current.get(table_name)
        if stream is None:
            return {}
        return {
            "StreamSpecification": {
                "StreamEnabled": True,
                "StreamViewType": stream.view_type,
            },
            "LatestStreamLabel": stream.label,
            "LatestStreamArn": self.arn(stream),
        }

    def set(self, spec: TableSpec) -> None:
        """Begin or end the stream of a table, as its definition has it.

        To be called inside of a transaction; ``load`` when it is over.
        """
        current = self._current.get(spec.name)
        if spec.stream == (current and current.view_type):
            return
        if current is not None:
            self.end(spec.name)
        if spec.stream is not None:
            self._keep(self._begin(spec, spec.stream))

    def end(self, table_name: str) -> None:
        """End the stream of a table, if it has one; its records stay for a day.

        To be called inside of a transaction; ``load`` when it is over.
        """
        if current := self._current.get(table_name):
            self._keep(replace(current, ended_at=self._clock()))

    def _begin(self, spec: TableSpec, view_type: str) -> Stream:
        at = self._clock()
        while f"{spec.name}/stream/{to_label(at)}" in self._streams:
            at += 0.001
        key = spec.hash_key, spec.range_key
        return Stream(spec.name, to_label(at), view_type, *key, created_at=at)

    def _keep(self, stream: Stream) -> None:
        self._store.put(stream.position, Row(json.dumps(stream.to_dict()), 0))

    def forget(self) -> None:
        """Begin to number anew: all records are gone."""
        self._last = 0
        self._trimmed_at = 0.0

    # Records.

    def record(
        self,
        table_name: str,
        old: Item | None,
        new: Item | None,
        *,
        has_expired: bool = False,
    ) -> None:
        """Write what became of an item, inside of the transaction that changes it."""
        stream = self._current.get(table_name)
        if stream is None or old == new:
            return
        now = self._clock()
        self._last = self.number_at(now)
        record = build_record(
            stream,
            old,
            new,
            number=self._last,
            now=now,
            region=self._region,
            has_expired=has_expired,
        )
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        row = Row(text, record["dynamodb"]["SizeBytes"])
        self._store.put(stream.record_position(self._last), row)
        self._trim(now)
        for listener in self.listeners.get(table_name, ()):
            listener()

    def number_at(self, now: float) -> int:
        """Return the number of the first record that is still to come."""
        return max(int(now * _MICROSECONDS), self._last + 1)

    @property
    def trim_horizon(self) -> int:
        """The number below which records cannot be read any more."""
        return int((self._clock() - RETENTION) * _MICROSECONDS)

    def read(
        self, stream: Stream, first: int, *, limit: int, size: int
    ) -> list[StreamRecord]:
        """Read records in their order, from the number ``first`` on.

        Args:
            stream: the stream.
            first: what is trimmed below it is left out.
            limit: how many at most.
            size: how many bytes of JSON at most; one record is always read.
        """
        read: list[Row] = []
        interval = stream.records(max(first, self.trim_horizon, 0))
        with self._store.rows(interval) as rows:
            for row in rows:
                size -= len(row.item)
                if read and size < 0:
                    break
                read.append(row)
                if len(read) == limit:
                    break
        return from_rows(read)

    def last_of(self, stream: Stream) -> int:
        with self._store.rows(stream.records(0), forward=False) as rows:
            newest = from_rows(islice(rows, 1))
        numbers = [record["dynamodb"]["SequenceNumber"] for record in newest]
        return from_sequence_number(numbers[0]) or 0 if numbers else 0

    def _trim(self, now: float) -> None:
        """Remove what cannot be read any more, once a minute."""
        if now < self._trimmed_at + _TRIM_INTERVAL:
            return
        self._trimmed_at = now
        for stream in list(self._streams.values()):
            self._store.delete_rows(stream.records(0, max(self.trim_horizon, 0)))
            if self._is_over(stream):
                self._store.delete(stream.position)
                del self._streams[stream.resource]

    def _is_over(self, stream: Stream) -> bool:
        return (
            stream.ended_at is not None and stream.ended_at < self._clock() - RETENTION
        )
