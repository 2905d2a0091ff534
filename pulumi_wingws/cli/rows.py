"""Rows of tables as lines of JSON, which is how ``wingws table`` reads and writes them.

A line is an object of plain JSON, or ``{"Item": …}`` with DynamoDB's JSON inside, as in
AWS's own exports, which loses nothing: sets, bytes, 38 digits of a number.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from wingws_runtime.attribute_value import from_item, to_item

__all__ = ["plain", "read_row", "written_row"]

Row = dict[str, Any]
"""An item as boto3 takes it: DynamoDB's JSON, but for bytes."""

_INNER: Mapping[str, type] = {"M": dict, "L": list, "BS": list}


def read_row(line: bytes) -> Row:
    """Return the item that a line holds, in UTF-8.

    Raises:
        ValueError: it is neither form; the message says why.
    """
    try:
        given = json.loads(line, parse_float=Decimal, parse_constant=_refuse)
    except json.JSONDecodeError as exc:
        raise ValueError(f"no JSON: {exc}") from exc
    if not isinstance(given, dict) or not given:
        raise ValueError('no JSON object; expected one like {"id": "a"}')
    item = given.get("Item")
    if given.keys() == {"Item"} and isinstance(item, dict):
        return {name: _changed(value, _bytes) for name, value in item.items()}
    return to_item(given)


def written_row(item: Row) -> str:
    """Return an item as the line that :func:`read_row` reads."""
    return json.dumps({"Item": {n: _changed(v, _base64) for n, v in item.items()}})


def plain(item: Row) -> str:
    """Return an item as plain JSON.

    Sets are lists, bytes are base64, and fractions of more digits than a float has are
    text.
    """
    return json.dumps(from_item(item), default=_plain, ensure_ascii=False)


def _changed(value: Any, change: Callable[[Any], Any]) -> Row:
    """Return an attribute value with its bytes as something else."""
    kind, inner = _parts(value)
    if kind == "B":
        return {kind: change(inner)}
    if kind == "BS":
        return {kind: [*map(change, inner)]}
    if kind == "M":
        return {kind: {name: _changed(each, change) for name, each in inner.items()}}
    if kind == "L":
        return {kind: [_changed(each, change) for each in inner]}
    return {kind: inner}


def _parts(value: Any) -> tuple[str, Any]:
    """Return the kind of an attribute value, and what is in it."""
    if isinstance(value, Mapping) and len(value) == 1:
        ((kind, inner),) = value.items()
        if isinstance(inner, _INNER.get(kind, object)):
            return kind, inner
    raise ValueError(
        f'attribute value {value!r} of "Item"; expected one like {{"S": "a"}}'
    )


def _bytes(text: Any) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (TypeError, ValueError) as exc:
        raise ValueError(f"{text!r} is no base64, which bytes are in") from exc


def _base64(content: bytes) -> str:
    return b64encode(content).decode()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        number = float(value)
        return number if Decimal(repr(number)) == value else str(value)
    return sorted(value) if isinstance(value, set) else _base64(bytes(value))


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no number that DynamoDB has")
