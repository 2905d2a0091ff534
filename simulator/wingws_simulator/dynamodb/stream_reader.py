"""Reads the stream of a table, and knows how far it has come."""

from __future__ import annotations

import json
from collections.abc import Callable

from .errors import ResourceNotFoundException
from .position import private_prefix
from .store import Row
from .stream import from_sequence_number
from .stream_record import StreamRecord, to_lambda
from .tables import Tables

__all__ = ["StreamReader"]


class StreamReader:
    """One reader of a table's stream.

    How far it has come is kept with the rows, so it goes on there whenever it is made
    anew. A stream that takes the place of the table's is read next.

    Args:
        tables: the tables.
        name: who reads.
        table_name: the table.
        starting_position: TRIM_HORIZON for all that is there, LATEST for what comes.

    Raises:
        ResourceNotFoundException: the table has no stream.
    """

    def __init__(
        self, tables: Tables, name: str, table_name: str, starting_position: str
    ) -> None:
        if tables.streams.current(table_name) is None:
            raise ResourceNotFoundException(
                f"table {table_name} has no stream that {name} could read"
            )
        self._tables = tables
        self._table_name = table_name
        self._position = private_prefix("reader", table_name, name)
        stored = tables.store.get(self._position)
        if stored is not None:
            self._first = int(json.loads(stored))
        else:
            latest = tables.streams.number_at(tables.clock())
            self._keep(latest if starting_position == "LATEST" else 0)

    def read(self, limit: int, size: int) -> list[StreamRecord]:
        """Return the next records, as the event of a Lambda function has them.

        Args:
            limit: how many at most.
            size: how many bytes of JSON at most.
        """
        streams = self._tables.streams
        stream = streams.current(self._table_name)
        if stream is None:
            return []
        arn = streams.arn(stream)
        records = streams.read(stream, self._first, limit=limit, size=size)
        return [to_lambda(record, arn) for record in records]

    def advance(self, sequence_number: str) -> None:
        """Go on behind a record, from now on and for good."""
        number = from_sequence_number(sequence_number)
        assert number is not None
        self._keep(number + 1)

    def forget(self) -> None:
        """Forget how far it has come."""
        with self._tables.store.transaction():
            self._tables.store.delete(self._position)

    def listen(self, listener: Callable[[], None]) -> None:
        """Call back as records are written, inside of their transaction."""
        self._tables.streams.listeners[self._table_name].add(listener)

    def stop_listening(self, listener: Callable[[], None]) -> None:
        """Do not call back any more."""
        self._tables.streams.listeners[self._table_name].discard(listener)

    def _keep(self, first: int) -> None:
        with self._tables.store.transaction():
            self._tables.store.put(self._position, Row(json.dumps(first), 0))
        self._first = first
