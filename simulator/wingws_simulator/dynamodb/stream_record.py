"""What a stream says about one change of an item.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, TypeAlias

from .attribute_value import Item, item_size
from .stream import Stream, to_sequence_number

__all__ = ["StreamRecord", "build_record", "to_lambda"]

StreamRecord: TypeAlias = dict[str, Any]
"""A record as GetRecords answers it."""

SERVICE = {"PrincipalId": "dynamodb.amazonaws.com", "Type": "Service"}
"""Who removes what has expired."""

_IMAGES = {
    "KEYS_ONLY": (),
    "NEW_IMAGE": ("NewImage",),
    "OLD_IMAGE": ("OldImage",),
    "NEW_AND_OLD_IMAGES": ("NewImage", "OldImage"),
}


def build_record(
    stream: Stream,
    old: Item | None,
    new: Item | None,
    *,
    number: int,
    now: float,
    region: str,
    has_expired: bool = False,
) -> StreamRecord:
    """Build the record of a change.

    Args:
        stream: the stream.
        old: the item before; None if there was none.
        new: the item after; None if it is gone.
        number: the record's, of which the sequence number is made.
        now: seconds since the epoch.
        region: the stream's.
        has_expired: whether the service removed the item.
    """
    item: Item = (old if new is None else new) or {}
    keys = {name: item[name] for name in stream.key.names}
    images = {
        name: image
        for name, image in (("NewImage", new), ("OldImage", old))
        if image is not None and name in _IMAGES[stream.view_type]
    }
    identity = {"userIdentity": SERVICE} if has_expired else {}
    sequence_number = to_sequence_number(number)
    return {
        "eventID": _event_id(stream, sequence_number),
        "eventName": _event_name(old, new),
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": region,
        **identity,
        "dynamodb": {
            "ApproximateCreationDateTime": int(now),
            "Keys": keys,
            **images,
            "SequenceNumber": sequence_number,
            "SizeBytes": sum(map(item_size, (keys, *images.values()))),
            "StreamViewType": stream.view_type,
        },
    }


def to_lambda(record: Mapping[str, Any], stream_arn: str) -> StreamRecord:
    """Return a record as the event of a Lambda function has it.

    https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
    """
    event = {**record, "eventSourceARN": stream_arn}
    if identity := record.get("userIdentity"):
        event["userIdentity"] = {
            "type": identity["Type"],
            "principalId": identity["PrincipalId"],
        }
    return event


def _event_name(old: Item | None, new: Item | None) -> str:
    if old is None:
        return "INSERT"
    return "REMOVE" if new is None else "MODIFY"


def _event_id(stream: Stream, sequence_number: str) -> str:
    text = f"{stream.resource} {sequence_number}"
    return blake2b(text.encode(), digest_size=16).hexdigest()
