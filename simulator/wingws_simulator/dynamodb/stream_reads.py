"""ListStreams, DescribeStream, GetShardIterator and GetRecords.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html
"""

from __future__ import annotations

from typing import Any

from .access import bare_name
from .errors import (
    ResourceNotFoundException,
    TrimmedDataAccessException,
    ValidationException,
)
from .request import Request
from .shard_iterator import ShardIterator
from .stream import Stream, from_sequence_number, to_sequence_number
from .stream_record import StreamRecord
from .table_description import key_to_wire
from .tables import Tables

__all__ = ["describe_stream", "get_records", "get_shard_iterator", "list_streams"]

MAX_STREAMS = 100
MAX_RECORDS = 1000
MAX_PAGE_SIZE = 1024 * 1024
ITERATOR_TYPES = (
    "TRIM_HORIZON",
    "LATEST",
    "AT_SEQUENCE_NUMBER",
    "AFTER_SEQUENCE_NUMBER",
)


def list_streams(tables: Tables, request: Request) -> dict[str, Any]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_ListStreams.html"""
    limit = request.number("Limit", 1) or MAX_STREAMS
    start = request.text("ExclusiveStartStreamArn") or ""
    name = request.text("TableName")
    arns = {
        tables.streams.arn(stream): stream
        for stream in tables.streams.all()
        if name is None or stream.table_name == bare_name(name)
    }
    following = [arn for arn in arns if arn > start]
    page = following[: min(limit, MAX_STREAMS)]
    answer: dict[str, Any] = {
        "Streams": [
            {
                "StreamArn": arn,
                "TableName": arns[arn].table_name,
                "StreamLabel": arns[arn].label,
            }
            for arn in page
        ]
    }
    if len(following) > len(page):
        answer["LastEvaluatedStreamArn"] = page[-1]
    return answer


def describe_stream(tables: Tables, request: Request) -> dict[str, Any]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_DescribeStream.html"""
    request.number("Limit", 1)
    stream = _stream(tables, request)
    start = request.text("ExclusiveStartShardId")
    description = {
        "StreamArn": tables.streams.arn(stream),
        "StreamLabel": stream.label,
        "StreamStatus": "ENABLED" if stream.ended_at is None else "DISABLED",
        "StreamViewType": stream.view_type,
        "CreationRequestDateTime": stream.created_at,
        "TableName": stream.table_name,
        "KeySchema": key_to_wire(stream.key),
        "Shards": [] if start == stream.shard_id else [_shard(tables, stream)],
    }
    return {"StreamDescription": description}


def get_shard_iterator(tables: Tables, request: Request) -> dict[str, Any]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html"""
    shard_id = request.required_text("ShardId")
    kind = request.required_choice("ShardIteratorType", *ITERATOR_TYPES)
    number = _read_number(request, kind)
    stream = _stream(tables, request)
    if shard_id != stream.shard_id:
        raise ResourceNotFoundException(
            "Requested resource not found: Shard does not exist"
        )
    now = tables.clock()
    if kind == "LATEST":
        number = tables.streams.number_at(now)
    is_lasting = number is None
    iterator = ShardIterator(tables.streams.arn(stream), number or 0, now, is_lasting)
    _check_horizon(tables, iterator)
    return {"ShardIterator": iterator.to_text()}


def get_records(tables: Tables, request: Request) -> dict[str, Any]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html"""
    iterator = ShardIterator.parse(request.required_text("ShardIterator"))
    limit = request.number("Limit", 1, MAX_RECORDS) or MAX_RECORDS
    now = tables.clock()
    iterator.check_age(now)
    stream = _with_arn(tables, iterator.stream_arn)
    _check_horizon(tables, iterator)
    records = tables.streams.read(
        stream, iterator.first, limit=limit, size=MAX_PAGE_SIZE
    )
    answer: dict[str, Any] = {"Records": records}
    if records or stream.ended_at is None:
        first = _after(records, iterator.first)
        following = iterator._replace(first=first, made_at=now)
        answer["NextShardIterator"] = following.to_text()
    return answer


def _after(records: list[StreamRecord], first: int) -> int:
    if not records:
        return first
    last = from_sequence_number(records[-1]["dynamodb"]["SequenceNumber"])
    assert last is not None
    return last + 1


def _read_number(request: Request, kind: str) -> int | None:
    """Return the first record that the sequence number of a request asks for."""
    text = request.text("SequenceNumber")
    needs_one = kind.endswith("SEQUENCE_NUMBER")
    if needs_one != (text is not None):
        raise ValidationException(
            "SequenceNumber must be specified when ShardIteratorType is "
            "AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER, and only then"
        )
    if text is None:
        return None
    number = from_sequence_number(text)
    if number is None:
        raise ValidationException(f"Invalid SequenceNumber: {text}")
    return number + (kind == "AFTER_SEQUENCE_NUMBER")


def _check_horizon(tables: Tables, iterator: ShardIterator) -> None:
    if not iterator.is_lasting and iterator.first < tables.streams.trim_horizon:
        raise TrimmedDataAccessException(
            "The operation attempted to read past the oldest stream record in a shard: "
            f"{to_sequence_number(iterator.first)} is older than 24 hours"
        )


def _shard(tables: Tables, stream: Stream) -> dict[str, Any]:
    first = int(stream.created_at * 1_000_000)
    numbers = {"StartingSequenceNumber": to_sequence_number(first)}
    if stream.ended_at is not None:
        last = tables.streams.last_of(stream) or first
        numbers["EndingSequenceNumber"] = to_sequence_number(last)
    return {"ShardId": stream.shard_id, "SequenceNumberRange": numbers}


def _stream(tables: Tables, request: Request) -> Stream:
    return _with_arn(tables, request.required_text("StreamArn"))


def _with_arn(tables: Tables, arn: str) -> Stream:
    stream = tables.streams.with_arn(arn)
    if stream is None:
        raise ResourceNotFoundException(
            f"Requested resource not found: Stream: {arn} not found"
        )
    return stream
