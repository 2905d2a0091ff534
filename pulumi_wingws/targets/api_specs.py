"""What a component says of an API, and what a target made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import pulumi

from ..access_log import AccessLog
from ..alarms import Alarms
from ..domain import Domain
from ..execution_log import ExecutionLog

__all__ = ["Api", "ApiSpec", "Resources", "Stage", "StageSpec", "Throttle"]


Resources: TypeAlias = Mapping[str, pulumi.Resource]
"""Children by role."""


@dataclass(frozen=True)
class ApiSpec:
    """An API Gateway WebSocket API, without its stage.

    Attributes:
        api_key_selection_expression: where a client's API key is found; None if nobody
            needs one.
        disable_execute_api_endpoint: whether the domain is the only way to it.
    """

    resource_name: str
    api_name: str
    stage_name: str
    route_selection_expression: str
    api_key_selection_expression: str | None = None
    domain: Domain | None = None
    disable_execute_api_endpoint: bool = False


@dataclass(frozen=True)
class Api:
    """What a target made of an :class:`ApiSpec`.

    Nothing here may depend on the stage: handlers capture these, and the stage waits
    for the handlers. A cycle would hang the engine without a word.
    """

    api_id: pulumi.Output[str]
    execution_arn: pulumi.Output[str]
    callback_url: pulumi.Output[str]
    resources: Resources


@dataclass(frozen=True)
class Throttle:
    """How many requests of a route may come.

    Attributes:
        burst: at once.
        rate: a second in the long run.
    """

    burst: int
    rate: float


@dataclass(frozen=True)
class StageSpec:
    """The stage of an API: registered early, created after every route.

    Attributes:
        throttle: of each route that has none of its own.
        route_throttles: those of the others, by route key.
        api_keys: names of the API keys that clients may have.
        access_log: a log of who connects and sends.
        execution_log: a log of what the gateway itself does.
        detailed_metrics: whether there are metrics of each route.
        alarms: when to raise one; of functions, each has its own.
    """

    resource_name: str
    stage_name: str
    api: Api
    handlers: pulumi.Output[Sequence[pulumi.Resource]]
    throttle: Throttle
    route_throttles: pulumi.Output[Mapping[str, Throttle]]
    variables: Mapping[str, str]
    api_keys: tuple[str, ...]
    domain: Domain | None = None
    access_log: AccessLog | None = None
    execution_log: ExecutionLog | None = None
    detailed_metrics: bool = False
    alarms: Alarms | None = None


@dataclass(frozen=True)
class Stage:
    """What a target made of a :class:`StageSpec`.

    Attributes:
        api_keys: the API keys by name.
    """

    url: pulumi.Output[str]
    api_keys: pulumi.Output[Mapping[str, str]]
    resources: Resources
