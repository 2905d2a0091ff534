"""What invokes a function: a route, an API that asks its authorizer, a stream."""

from dataclasses import dataclass, field
from typing import Literal

import pulumi

from .api_specs import Resources, Throttle

__all__ = [
    "Authorization",
    "AuthorizerSpec",
    "PresenceSpec",
    "RouteSpec",
    "StreamSpec",
]


@dataclass(frozen=True)
class Authorization:
    """Who may connect: everybody, who signs for it, or whom an authorizer lets in.

    Attributes:
        authorizer: what :meth:`Target.handler` made of it, empty without one.
    """

    type: Literal["NONE", "AWS_IAM", "CUSTOM"] = "NONE"
    authorizer: Resources = field(default_factory=dict)


@dataclass(frozen=True)
class RouteSpec:
    """A route of an API.

    Attributes:
        reply: whether what the handler returns goes back to the sender.
        authorization: of ``$connect``, the only route that can have one; late, since
            an authorizer may stand below.
        api_key_required: whether one is needed; only ``$connect`` can need one.
        throttle: instead of the stage's.
    """

    route_key: str
    reply: bool = False
    authorization: pulumi.Output[Authorization] | None = None
    api_key_required: bool = False
    throttle: Throttle | None = None


@dataclass(frozen=True)
class AuthorizerSpec:
    """A REQUEST authorizer of an API.

    Attributes:
        identity_sources: what a handshake must have for the function to be asked.
    """

    identity_sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class StreamSpec:
    """How the stream of a table invokes a function.

    Attributes:
        batch_size: how many records one invocation gets at most.
        starting_position: where a new one begins.
    """

    batch_size: int
    starting_position: Literal["LATEST", "TRIM_HORIZON"]


class PresenceSpec(StreamSpec):
    """How the stream of a table of connections invokes a function."""
