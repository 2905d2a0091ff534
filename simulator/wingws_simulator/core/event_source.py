"""A table's stream as the event source of a function, as Lambda maps the two.

https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from .lambda_result import InvocationResult, Returned

__all__ = ["EventSource", "first_failure", "retry_delay"]

MAX_BATCH_SIZE = 10_000
STARTING_POSITIONS = ("LATEST", "TRIM_HORIZON")


@dataclass(frozen=True)
class EventSource:
    """
    What an event source mapping says.

    https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html

    Attributes:
        table: Name of the table.
        batch_size: How many records one invocation gets at most.
        starting_position: Where a new one begins: ``LATEST`` or ``TRIM_HORIZON``.

    Raises:
        ValueError: Lambda would not take it.

    """

    table: str
    batch_size: int = 100
    starting_position: str = "LATEST"

    def __post_init__(self) -> None:
        size = self.batch_size
        if not isinstance(size, int) or not 1 <= size <= MAX_BATCH_SIZE:
            raise ValueError(
                f"batch_size is {size!r}; expected 1 to {MAX_BATCH_SIZE:,}"
            )
        if self.starting_position not in STARTING_POSITIONS:
            raise ValueError(
                f"starting_position is {self.starting_position!r}; "
                f"expected {' or '.join(STARTING_POSITIONS)}"
            )

    @classmethod
    def parse(cls, given: Mapping[str, Any]) -> EventSource:
        """
        Read what a manifest says.

        Raises:
            ValueError: A field is missing or unknown, or Lambda would not take it.

        """
        known = [each.name for each in fields(cls)]
        if "table" not in given or not given.keys() <= set(known):
            raise ValueError(f"stream has {sorted(given)}; expected table, of {known}")
        return cls(**given)


def first_failure(
    result: InvocationResult, sequence_numbers: Sequence[str]
) -> int | None:
    """
    Return which record of a batch is to be tried again first; None if all is well.

    As with ``ReportBatchItemFailures``: records before the first one that the function
    names are handled, that one and all behind it are not.
    https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html

    Args:
        result: What the invocation ended with.
        sequence_numbers: Of the records in the batch.

    """
    if not isinstance(result, Returned):
        return 0
    if not isinstance(result.payload, Mapping):
        return None
    failures = result.payload.get("batchItemFailures")
    if not failures:
        return None
    try:
        return min(sequence_numbers.index(each["itemIdentifier"]) for each in failures)
    except (KeyError, TypeError, ValueError):  # no identifier, or none of the batch
        return 0


def retry_delay(attempts: int, *, first: float, longest: float) -> float:
    """
    Return how long a batch that failed so many times waits, in seconds.

    Args:
        attempts: How many times, at least one.
        first: How long after the first time; twice as long after each further one.
        longest: The longest that it waits.

    """
    return float(min(longest, first * 2 ** min(attempts - 1, 60)))
