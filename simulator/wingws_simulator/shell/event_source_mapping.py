"""
Invokes a function with the records of a table's stream.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime

from ..core.event_source import EventSource, first_failure, retry_delay
from ..core.lambda_result import Failed, InvocationResult, NotInvoked
from ..core.settings import Settings
from ..dynamodb.errors import DynamoDBError
from ..dynamodb.stream import RETENTION
from ..dynamodb.stream_reader import StreamReader
from ..dynamodb.stream_record import StreamRecord
from .clock import Alarm, Clock
from .invoker import Done

__all__ = ["EventSourceMapping"]

# Lambda's limit of an event, less what stands around the records.
_BATCH_SIZE = 6 * 1024 * 1024 - 65_536


class EventSourceMapping:
    """
    Hands batches of records to a function, one batch after the other.

    It waits for writes, and asks for nothing meanwhile. A batch that fails is tried
    again, after a while that doubles, until it succeeds or its records expire; what
    comes behind it waits. What has been handled is kept with the tables' rows.

    Args:
        source: The stream, and how to read it.
        reader: Reads it.
        clock: By which a batch waits that has failed.
        invoke: Invokes the function with an event, in JSON.
        log: Writes a line to the function's log.
        settings: How long a batch waits that has failed.

    Attributes:
        source: The stream, and how to read it.

    """

    def __init__(
        self,
        source: EventSource,
        reader: StreamReader,
        clock: Clock,
        *,
        invoke: Callable[[str, Done], object],
        log: Callable[[str], None],
        settings: Settings,
    ) -> None:
        self.source = source
        self._reader = reader
        self._clock = clock
        self._invoke = invoke
        self._log = log
        self._settings = settings
        self._loop = asyncio.get_running_loop()
        self._batch: list[StreamRecord] = []  # under way
        self._timer: Alarm | None = None  # of the next look
        # What has failed and is to be tried again, and how often it has failed.
        self._failed: list[StreamRecord] = []
        self._attempts = 0
        self._is_stopped = False
        reader.listen(self._look_soon)
        self._look_soon()

    def update(self, source: EventSource) -> None:
        """Go on with another batch size, and try again at once what has failed.

        The function may be another one now.
        """
        self.source = source
        self._attempts = 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._look_soon()

    def stop(self) -> None:
        """Invoke no more; a batch under way is for whoever goes on."""
        self._is_stopped = True
        self._reader.stop_listening(self._look_soon)
        if self._timer is not None:
            self._timer.cancel()

    def forget(self) -> None:
        """Invoke no more, and forget what has been handled."""
        self.stop()
        self._reader.forget()

    def _look_soon(self) -> None:
        # Not at once: the transaction of the write is still open.
        if self._timer is None and not self._batch:
            self._timer = self._loop.call_soon(self._look)

    def _look(self) -> None:
        self._timer = None
        limit = len(self._failed) or self.source.batch_size
        batch = self._reader.read(limit, _BATCH_SIZE)
        self._tell_expired(batch)
        if not batch:
            self._failed = []
            return
        self._batch = batch
        event = json.dumps({"Records": batch}, ensure_ascii=False)
        try:
            self._invoke(event, self._finish)
        except NotInvoked as exc:
            self._finish(Failed(exc.error_type, exc.message))

    def _finish(self, result: InvocationResult) -> None:
        batch, self._batch = self._batch, []
        if self._is_stopped:
            return
        numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
        failure = first_failure(result, numbers)
        handled = len(batch) if failure is None else failure
        try:
            if handled:
                self._reader.advance(numbers[handled - 1])
                self._attempts = 0
        except DynamoDBError as exc:  # a full disk
            handled, result = 0, Failed(type(exc).__name__, exc.message)
        self._failed = batch[handled:]
        if self._failed:
            self._retry_later(result)
        else:
            self._look_soon()

    def _retry_later(self, result: InvocationResult) -> None:
        self._attempts += 1
        settings = self._settings
        delay = retry_delay(
            self._attempts,
            first=settings.stream_retry_delay,
            longest=settings.stream_retry_delay_limit,
        )
        self._timer = self._clock.call_later(delay, self._look, in_real_time=True)
        first = self._failed[0]["dynamodb"]
        why = "reported by the function"
        if isinstance(result, Failed):
            why = f"{result.error_type}: {result.message}"
        until = first["ApproximateCreationDateTime"] + RETENTION
        self._log(
            f"STREAM {self.source.table}: attempt {self._attempts} failed at sequence "
            f"number {first['SequenceNumber']}: {why}. {len(self._failed)} records are "
            f"tried again in {delay:g} s, until they succeed or expire on "
            f"{datetime.fromtimestamp(until, UTC):%Y-%m-%d at %H:%M:%S} UTC; later "
            "ones wait"
        )

    def _tell_expired(self, batch: list[StreamRecord]) -> None:
        """Log which records the stream has no more since they failed."""
        left = {record["eventID"] for record in batch}
        lost = [record for record in self._failed if record["eventID"] not in left]
        if lost:
            self._attempts = 0
            number = lost[-1]["dynamodb"]["SequenceNumber"]
            self._log(
                f"STREAM {self.source.table}: {len(lost)} records up to sequence "
                f"number {number} have expired before the function succeeded"
            )
