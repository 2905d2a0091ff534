"""What AWS has of a resource now: for `refresh`, and for resources that are imported.

A kind's `read` returns its properties by the provider's names, None for one that AWS
has not. It raises `Gone`, or what AWS says, if there is no such resource.
"""

import json

from botocore.exceptions import ClientError

__all__ = ["Gone", "as_json", "found", "imported", "only", "refreshed", "said"]

_GONE = {
    "NoSuchEntity",
    "NotFoundException",
    "ParameterNotFound",
    "ResourceNotFoundException",
}

_COMPUTED = {"apiEndpoint", "arn", "executionArn", "invokeArn", "streamArn", "version"}


class Gone(Exception):
    """AWS has no such resource."""


def found(call):
    """Return what a kind's `read` does, or None if the resource is gone."""
    try:
        return call()
    except Gone:
        return None
    except ClientError as exc:
        if exc.response["Error"]["Code"] in _GONE:
            return None
        raise


def only(items):
    """Return the one item, or raise `Gone`."""
    for item in items:
        return item
    raise Gone


def as_json(document, text):
    """Return `text` if that is a document's JSON, else the document as JSON.

    The provider too takes no other spaces or order for a change.
    """
    return text if text and json.loads(text) == document else json.dumps(document)


def imported(now):
    """Return inputs and properties of a resource that no stack had."""
    has = {key: value for key, value in now.items() if value is not None}
    return {key: has[key] for key in has.keys() - _COMPUTED}, has


def said(properties):
    """Return the properties that say something.

    The provider takes what is off, or empty, for what a program does not say.
    """
    off = (None, "", [], {}, {"enabled": False})
    return {
        key: value
        for key, value in properties.items()
        if value not in off and value is not False  # which 0 is not
    }


def refreshed(olds, inputs, now):
    """Return inputs and properties with AWS's values of what the program says.

    What it leaves to AWS, and what AWS does not tell (code), stays as it was.
    """
    news = inputs | {key: now[key] for key in inputs if key in now}
    news = {key: value for key, value in news.items() if value is not None}
    drifted = {key: news.get(key) for key in inputs if news.get(key) != inputs[key]}
    computed = {key: now[key] for key in olds.keys() - inputs.keys() if key in now}
    return news, olds | computed | drifted
