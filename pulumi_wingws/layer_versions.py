"""Layers that users give functions, beside ours, of the packages they import."""

import re
from collections.abc import Sequence
from typing import TypeAlias

import pulumi

from .errors import ConfigurationError

__all__ = ["LayerVersions", "check_layers"]

LayerVersions: TypeAlias = Sequence[str | pulumi.Output[str]]
"""ARNs of layers' versions, or Outputs of ARNs."""

# Lambda takes five, and ours is one:
# https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html
_MOST = 4

# https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
_ARN = re.compile(r"arn:[a-z0-9-]+:lambda:[a-z0-9-]+:\d{12}:layer:[\w-]{1,140}:\d+")


def check_layers(layers: object) -> tuple[str | pulumi.Output[str], ...]:
    """Hold layers against what Lambda takes, and return what changes no more.

    Raises:
        ConfigurationError: what is no version of a layer, or too many of them.
    """
    given = layers if isinstance(layers, list | tuple) else (None,)
    if len(given) > _MOST or not all(map(_is_version, given)):
        raise ConfigurationError(
            f"layers {layers!r} are not allowed; expected a list of up to {_MOST} ARNs "
            "like 'arn:aws:lambda:eu-central-1:123456789012:layer:name:1', "
            "or Outputs of them"
        )
    return tuple(given)


def _is_version(value: object) -> bool:
    return isinstance(value, pulumi.Output) or (
        isinstance(value, str) and _ARN.fullmatch(value) is not None
    )
