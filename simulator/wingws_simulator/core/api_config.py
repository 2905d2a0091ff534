"""What a WebSocket API consists of: its stage, its routes, and who may connect."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .identity_source import IdentitySource

__all__ = [
    "ApiConfig",
    "Authorization",
    "Authorizer",
    "Domain",
    "Quota",
    "Route",
    "Throttle",
]

# https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
_ROUTES = 300

_STAGE_VARIABLE = re.compile(r"[A-Za-z0-9\-._~:/?#&=,]+")
_MAPPING_KEY = re.compile(r"[A-Za-z0-9$\-_.+!*'()/]{0,300}")
_API_KEY_SELECTIONS = (
    "$request.header.x-api-key",
    "$context.authorizer.usageIdentifierKey",
)


@dataclass(frozen=True)
class Throttle:
    """
    A limit of requests.

    Attributes:
        rate: How many a second in the long run; none if zero.
        burst: How many at once; none if zero.

    """

    rate: float
    burst: int


@dataclass(frozen=True)
class Quota:
    """
    What a usage plan grants each of its API keys, handshakes and messages together.

    Attributes:
        limit: How many in each period.
        period: When counting starts anew, in UTC.

    """

    limit: int
    period: Literal["DAY", "WEEK", "MONTH"]


@dataclass(frozen=True)
class Authorizer:
    """
    A REQUEST authorizer, the only kind that a WebSocket API has; its results are
    never cached.

    Attributes:
        function_name: The function to invoke.
        identity_sources: What a handshake must have for the function to be asked,
            for example `route.request.querystring.token`.

    Raises:
        ValueError: If an identity source isn't one.

    """

    function_name: str
    identity_sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for source in self.identity_sources:
            IdentitySource.parse(source)


Authorization = Authorizer | Literal["AWS_IAM"] | None
"""Who may connect: whom an authorizer lets in, who signs for it, or everybody."""


@dataclass(frozen=True)
class Route:
    """
    A route key's integration.

    Attributes:
        function_name: The function to invoke.
        reply: Whether the route has a route response, so that the body that the
            handler returns goes back to the sender ("two-way").
        authorization: Who may use the route; only `$connect` can have one.
        api_key_required: Whether an API key is needed; only `$connect` can.
        throttle: Instead of the stage's.

    """

    function_name: str
    reply: bool = False
    authorization: Authorization = None
    api_key_required: bool = False
    throttle: Throttle | None = None


@dataclass(frozen=True)
class Domain:
    """
    A custom domain name, mapped to the stage.

    Attributes:
        name: For example `api.example.com`; a Host header may add a port.
        mapping_key: Path that stands for the stage, without the first slash; several
            levels are allowed.

    Raises:
        ValueError: If the mapping key isn't one.

    """

    name: str
    mapping_key: str = ""

    def __post_init__(self) -> None:
        if not _MAPPING_KEY.fullmatch(self.mapping_key):
            raise ValueError(
                f"mapping key {self.mapping_key!r} is invalid; expected at most 300 "
                "letters, digits and $-_.+!*'()/"
            )

    @property
    def is_multi_level(self) -> bool:
        """Whether the mapping key has several levels; header names then change."""
        return "/" in self.mapping_key


@dataclass(frozen=True)
class ApiConfig:
    """
    One deployed WebSocket API.

    Attributes:
        api_id: Id of the API.
        stage: Name of its only stage.
        routes: Routes by route key, `$connect` and its like included.
        route_selection_expression: Names the route of a message.
        stage_variables: Passed along in every event, unless there are none.
        deployed: False while the stage has no deployment.
        region: Of the API; part of its ARN, as is the account id.
        throttle: The stage's, for each route by itself; None for the account's alone.
        api_keys: The usage plan: ids of API keys, by the keys themselves.
        api_key_selection: Where a client's API key is found.
        quota: The usage plan's; none if None.
        domain: A custom domain name, besides the API's own host.
        host: The API's own host name, where it has another one than this machine.
        execute_api_endpoint: Whether the API's own host answers at all.
        allowed_origins: Origins of web pages that may connect; None, as on AWS,
            for all. Clients that send no Origin are no web pages.

    Raises:
        ValueError: If AWS would not take it.

    """

    api_id: str
    stage: str
    routes: Mapping[str, Route]
    route_selection_expression: str = "$request.body.action"
    stage_variables: Mapping[str, str] = field(default_factory=dict)
    deployed: bool = True
    region: str = "us-east-1"
    account_id: str = "000000000000"
    throttle: Throttle | None = None
    api_keys: Mapping[str, str] = field(default_factory=dict)
    api_key_selection: str = _API_KEY_SELECTIONS[0]
    quota: Quota | None = None
    domain: Domain | None = None
    host: str | None = None
    execute_api_endpoint: bool = True
    allowed_origins: frozenset[str] | None = None

    def __post_init__(self) -> None:
        self._check_routes()
        for name, value in self.stage_variables.items():
            if not re.fullmatch(r"\w+", name, re.ASCII):
                raise ValueError(
                    f"stage variable {name!r} is invalid; expected letters, digits "
                    "and underscores"
                )
            if not _STAGE_VARIABLE.fullmatch(value):
                raise ValueError(
                    f"stage variable {name!r} is {value!r}; expected letters, digits "
                    "and -._~:/?#&=,"
                )
        if self.api_key_selection not in _API_KEY_SELECTIONS:
            raise ValueError(
                f"API key selection {self.api_key_selection!r} is invalid; expected "
                f"one of {', '.join(_API_KEY_SELECTIONS)}"
            )

    def _check_routes(self) -> None:
        if len(self.routes) > _ROUTES:
            raise ValueError(
                f"an API has at most {_ROUTES} routes; this one has {len(self.routes)}"
            )
        for route_key, route in self.routes.items():
            if route_key != "$connect" and (
                route.authorization is not None or route.api_key_required
            ):
                raise ValueError(
                    f"route {route_key!r} has an authorization; only $connect can"
                )

    @property
    def execution_arn(self) -> str:
        """The ARN that policies name the API by."""
        return f"arn:aws:execute-api:{self.region}:{self.account_id}:{self.api_id}"

    @property
    def connect_arn(self) -> str:
        """The ARN of the `$connect` route: an authorizer's `methodArn`."""
        return f"{self.execution_arn}/{self.stage}/$connect"

    def throttle_of(self, route_key: str) -> Throttle | None:
        """Return the throttle of a route, existing or not."""
        route = self.routes.get(route_key)
        if route is not None and route.throttle is not None:
            return route.throttle
        return self.throttle
