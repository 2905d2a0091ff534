"""IAM statements that users give handlers on top of what their code needs.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

import re
from collections.abc import Awaitable, Collection, Mapping, Sequence
from typing import Any, Literal, Required, TypedDict

import pulumi

from .errors import ConfigurationError

__all__ = ["Grant", "check_grants", "grant_statement", "resources_of", "shown"]

_ACTION = re.compile(r"\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+")
_SID = re.compile(r"[A-Za-z0-9]+")
_EXAMPLE = '{"Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*"}'


class Grant(TypedDict, total=False):
    """An IAM statement, in AWS's words. What it allows, a handler may do.

    Attributes:
        Action: one or more, as ``s3:GetObject``; ``*`` and ``?`` are wildcards.
        Resource: one or more ARNs, or Outputs of them.
        Effect: ``Allow``, which it also is if left out.
        Sid: a name, of letters and digits.
        Condition: when it holds.
    """

    Action: Required[str | Sequence[str]]
    Resource: Required[pulumi.Input[str] | Sequence[pulumi.Input[str]]]
    Effect: Literal["Allow"]
    Sid: str
    Condition: Mapping[str, Mapping[str, Any]]


def check_grants(grants: object) -> tuple[Grant, ...]:
    """Hold grants against what IAM takes, and return what changes no more.

    Raises:
        ConfigurationError: one that AWS would refuse, or that is no grant.
    """
    if not isinstance(grants, list | tuple):
        raise ConfigurationError(
            f"grants {grants!r} are not allowed; "
            f"expected a list of IAM statements like {_EXAMPLE}"
        )
    return tuple(map(_checked, grants))


def grant_statement(grant: Grant) -> pulumi.Output[dict[str, Any]]:
    """Write a grant as the statements of our own are written."""
    statement = {
        **grant,
        "Effect": "Allow",
        "Action": _listed(grant["Action"]),
        "Resource": _listed(grant["Resource"]),
    }
    return pulumi.Output.from_input(statement)


async def shown(grant: Grant) -> str:
    """Say for a person what a grant is for; a preview may not know it yet."""
    texts = []
    for resource in _listed(grant["Resource"]):
        output: pulumi.Output[str] = pulumi.Output.from_input(resource)
        is_told = await output.is_known() and not await output.is_secret()
        texts.append(str(await output.future()) if is_told else "what is not known yet")
    return ", ".join(texts)


def resources_of(grants: Collection[Grant]) -> list[pulumi.Output[str]]:
    """List the Outputs for which grants wait."""
    resources = [each for grant in grants for each in _listed(grant["Resource"])]
    return [each for each in resources if isinstance(each, pulumi.Output)]


def _checked(grant: object) -> Grant:
    if not isinstance(grant, Mapping):
        raise _not_allowed("grant", grant, f"an IAM statement like {_EXAMPLE}")
    allowed = Grant.__annotations__
    if unknown := [key for key in grant if key not in allowed]:
        raise ConfigurationError(
            f"key {unknown[0]!r} of a grant is unknown; expected {', '.join(allowed)}"
        )
    for key in ("Action", "Resource"):
        if not _listed(grant.get(key)):
            raise ConfigurationError(
                f"grant {dict(grant)!r} has no {key}; expected one like {_EXAMPLE}"
            )
    for action in _listed(grant["Action"]):
        if not isinstance(action, str) or not _ACTION.fullmatch(action):
            raise _not_allowed(
                "a grant's Action", action, "service:Action, as s3:GetObject"
            )
    for resource in _listed(grant["Resource"]):
        if not _is_resource(resource):
            raise _not_allowed(
                "a grant's Resource", resource, "an ARN, an Output of one, or '*'"
            )
    if grant.get("Effect", "Allow") != "Allow":
        raise _not_allowed("a grant's Effect", grant["Effect"], "'Allow'")
    sid = grant.get("Sid", "name")
    if not isinstance(sid, str) or not _SID.fullmatch(sid):
        raise _not_allowed("a grant's Sid", sid, "letters and digits")
    if not isinstance(grant.get("Condition", {}), Mapping):
        raise _not_allowed(
            "a grant's Condition", grant["Condition"], "a dict of operators"
        )
    # An awaitable can be awaited once, a grant be that of several handlers.
    resources = [
        each if isinstance(each, str) else pulumi.Output.from_input(each)
        for each in _listed(grant["Resource"])
    ]
    copy: Any = {**grant, "Action": _listed(grant["Action"]), "Resource": resources}
    checked: Grant = copy
    return checked


def _not_allowed(what: str, value: object, expected: str) -> ConfigurationError:
    return ConfigurationError(f"{what} {value!r} is not allowed; expected {expected}")


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return [*value] if isinstance(value, list | tuple) else [value]


def _is_resource(value: object) -> bool:
    if isinstance(value, str):
        return value == "*" or value.startswith("arn:")
    return isinstance(value, pulumi.Output | Awaitable)
