"""Resources and calls of other providers: nothing is made, placeholders stand for them.

A program that has an ``aws.s3.Bucket`` beside its WebSocket runs all the same; what it
does with the bucket's name or ARN gets a text that looks like one.
"""

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi._types import resource_types

__all__ = ["Foreign"]

_ACCOUNT = "000000000000"
_REGION = "us-east-1"
_CALLS: Mapping[str, Mapping[str, Any]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": {
        "accountId": _ACCOUNT,
        "arn": f"arn:aws:iam::{_ACCOUNT}:root",
        "userId": _ACCOUNT,
        "id": _ACCOUNT,
    },
    "aws:index/getPartition:getPartition": {
        "partition": "aws",
        "dnsSuffix": "amazonaws.com",
        "id": "aws",
    },
    "aws:index/getRegion:getRegion": {
        "id": _REGION,
        "name": _REGION,
        "region": _REGION,
    },
}
_VALUES: Mapping[type, object] = {bool: False, int: 0, float: 0.0}


class Foreign:
    """The foreign resources of one run.

    Attributes:
        names: of them and of the functions that were called, as a person would name
            them.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self._classes: dict[tuple[str, str], type[pulumi.Resource]] = {}

    def note(self, args: pulumi.ResourceTransformationArgs) -> None:
        """Note the class of a resource, which knows its outputs: a transformation."""
        self._classes[args.type_, args.name] = type(args.resource)

    def outputs(self, type_: str, name: str, inputs: Mapping[str, Any]) -> Any:
        """Return the outputs of a resource: its inputs, and placeholders."""
        if type_.startswith("pulumi:providers:"):
            return inputs
        self.names.append(f"{type_.replace('index/', '')} {name!r}")
        if type_ == "pulumi:pulumi:StackReference":
            return {**inputs, "outputs": {}, "secretOutputNames": []}
        cls = self._classes.get((type_, name))
        types = resource_types(cls) if cls is not None else {}
        made_up = {
            output: _placeholder(type_, name, output, kind)
            for output, kind in types.items()
        }
        known = {key: value for key, value in made_up.items() if value is not None}
        return {**known, **inputs}

    def call(self, token: str) -> dict[str, Any]:
        """Return what a provider's function answers: little."""
        self.names.append(f"{token.rpartition(':')[2]}()")
        return dict(_CALLS.get(token, {}))


def _placeholder(type_: str, name: str, output: str, kind: object) -> object:
    """Return a value for an output that is always there; None for others."""
    if kind is str:
        if output.lower().endswith("arn"):
            service = type_.split(":")[1].partition("/")[0]
            return f"arn:aws:{service}:{_REGION}:{_ACCOUNT}:{name}"
        return f"{name}-{output}" if output not in ("name", "bucket") else name
    return _VALUES.get(kind) if isinstance(kind, type) else None
