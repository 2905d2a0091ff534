"""In what DynamoDB Local is known to differ from AWS, and ours follows AWS.

`make docs` puts the table into docs/fidelity.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["ANSWERS", "KNOWN", "Known", "is_about_keys", "is_known"]


@dataclass(frozen=True)
class Known:
    """A difference between two refusals, each written as `Code message`.

    Attributes:
        what: DynamoDB Local does.
        why: ours differs.
        ours: matches our refusal.
        theirs: matches the one of DynamoDB Local.
    """

    what: str
    why: str
    ours: str
    theirs: str


_SCHEMA = (
    r"One of the required keys was not given a value.*"
    r"|The number of conditions on the keys is invalid"
    r"|.*Type mismatch for (Index Key|key)"
    r"|Invalid attribute value type"
    r"|Item to put in PutItem cannot be null"
    r"|.*Size limit exceeded"
    r"|Hash primary key values must be under 2048 bytes, .*"
    r"|The list of keys in RequestItems .* may not contain null or empty values: .*"
    r"|.*cannot contain an empty \w+ value.*"
)
_OUR_SCHEMA = (
    r"The provided key element does not match the schema"
    r"|.*Missing the key \w+ in the item"
    r"|.*Type mismatch for (Index Key|key) \w+ [eE]xpected: .*"
    r"|.*(hashkey|range keys) has exceeded the (maximum )?size limit.*"
    r"|.*cannot contain an empty \w+ value.*"
)
_FAULT = (
    r"Invalid \w+Expression: .*"
    r"|Value provided in Expression.* unused .*"
    r"|ALL_PROJECTED_ATTRIBUTES can be used only .*"
    r"|Cannot specify the ProjectionExpression when .*"
    r"|Must specify the AttributesToGet or ProjectionExpression .*"
    r"|Consistent reads are not supported on global secondary indexes"
    r"|One or more parameter values were invalid: \w+( secondary)? index .*"
    r"|One or more parameter values were invalid: Select type .*"
    r"|One or more parameter values were invalid: Condition parameter type .*"
    r"|One or more parameter values were invalid: Cannot update attribute .*"
    r"|Key attributes must be scalars; .*"
    r"|Filter Expression can only contain .*"
    r"|Query .*"
    r"|Invalid (operator|condition) .*"
    r"|KeyConditionExpressions .*"
    r"|Provided list of item keys contains duplicates"
    r"|Transaction request cannot include multiple operations on one item"
    r"|The document path provided in the update expression is invalid for update"
    r"|The provided expression refers to an attribute that does not exist .*"
    r"|An operand in the update expression has an incorrect data type"
    r"|ExpressionAttribute\w+ can only be specified when using expressions.*"
)
_SYNTAX = "Invalid UpdateExpression: Syntax error; "
_INVALID = "ValidationException "
_CANCELED = "TransactionCanceledException "

_SEVERAL = Known(
    "names another one of several faults of a request",
    "AWS promises no order; each fault alone has the same message",
    f"{_INVALID}({_FAULT}|{_OUR_SCHEMA})",
    f"{_INVALID}({_FAULT}|{_SCHEMA})",
)

KNOWN = (
    Known(
        "filters a scan of an index by attributes that the index does not keep",
        "AWS's indexes do not have them; queries are refused by both",
        f"{_INVALID}.* does not project one or more filter attributes: .*",
        "answer",
    ),
    Known(
        "tells of keys and their types in shorter words of its own",
        "AWS names the key, and the types",
        f"{_INVALID}({_OUR_SCHEMA})",
        f"{_INVALID}({_SCHEMA})",
    ),
    Known(
        "looks at keys before expressions",
        "AWS reads the whole request before it looks at the table",
        f"{_INVALID}({_FAULT})",
        f"({_INVALID}|{_CANCELED})({_SCHEMA})",
    ),
    _SEVERAL,
    Known(
        "takes items of a transaction that cannot be written, or do not fit their "
        "table, for a fault of the request",
        "AWS cancels the transaction, with a reason `ValidationError`",
        rf"{_CANCELED}.*ValidationError.*",
        f"{_INVALID}.*",
    ),
    Known(
        "cancels reads whose keys are wrong without reasons",
        "AWS gives one for each item",
        rf"{_CANCELED}.*ValidationError.*",
        f"{_CANCELED}({_SCHEMA})",
    ),
    Known(
        "lets the condition of a ConditionCheck lead into a key, as `id[0]`",
        "both refuse it everywhere else",
        f"{_CANCELED}.*Key attributes must be scalars.*",
        f"{_CANCELED}.*|answer",
    ),
    Known(
        "looks at the condition before it looks whether an operand leads into a key",
        "AWS reads the whole request before it looks at the item",
        f"{_INVALID}Key attributes must be scalars; .*",
        "ConditionalCheckFailedException .*",
    ),
    Known(
        "points behind the value, if an action lacks a name after a dot: `ADD a. :v`",
        "ours points at the value, as both do everywhere else",
        rf'{_INVALID}{_SYNTAX}token: ":\w+", near: "\. ?:.*',
        rf'{_INVALID}{_SYNTAX}token: ".*", near: ":.*',
    ),
    Known(
        "writes an item twice in a transaction, if the two differ",
        "AWS refuses two operations on one item",
        f"{_INVALID}Transaction request cannot include multiple operations .*",
        f"{_CANCELED}.*|answer",
    ),
)

ANSWERS = (
    (
        "keeps the text of numbers inside of items, as `007` and `1E2`",
        "AWS answers with plain decimal numbers",
    ),
    (
        "charges nothing for a query, a scan or a batch's get that finds nothing",
        "AWS charges half a unit, or one if it is consistent",
    ),
    (
        "charges two units for deleting what is not there in a batch, and in a "
        "transaction leaves out some items and indexes",
        "AWS charges one, and in a transaction twice what the single writes cost",
    ),
    (
        "answers UPDATED_OLD and UPDATED_NEW with all of an attribute of which a part "
        "was updated",
        "AWS answers with the part",
    ),
    (
        "fetches what a local index does not keep for nothing when it scans",
        "AWS charges for each item that it fetches",
    ),
    (
        "answers with items of equal keys of an index, and the tables of a list of "
        "capacities, in another order",
        "AWS promises none",
    ),
    (
        "closes the message of a failed ConditionCheck with a full stop",
        "AWS has none",
    ),
    (
        "names the types of `attribute_type` in another order, and shows operands of "
        "BETWEEN in another form",
        "the order is a set's; the form is Java's",
    ),
    (
        "shows another path as the second one of two that overlap",
        "AWS shows the one that overlaps",
    ),
)
"""What it does with answers and texts, and why ours differ: comparison.py's part."""


def is_about_keys(message: str) -> bool:
    """Say whether one of both tells with it of a key that does not fit."""
    return re.fullmatch(f"{_SCHEMA}|{_OUR_SCHEMA}", message, re.S) is not None


def is_known(ours: str, theirs: str) -> bool:
    """Say whether two refusals differ as is known.

    Of several faults another one may be named; the same one has the same details.
    """
    return any(
        re.fullmatch(known.ours, ours, re.S)
        and re.fullmatch(known.theirs, theirs, re.S)
        and (known is not _SEVERAL or _kind(ours) != _kind(theirs))
        for known in KNOWN
    )


def _kind(refusal: str) -> str:
    """Return what a refusal says before it comes to details."""
    return re.split("; (?!operator: )|, operand type", refusal, maxsplit=1)[0]
