"""The small interface between the components and a target.

A component says *what* (a spec); a target registers the resources that make it so and
answers with the outputs that the rest of the program needs. Specs carry plain values
that decide which children exist, and ``Output`` for everything resolved late.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

import pulumi

from ..access_log import AccessLog
from ..alarms import Alarms
from ..dependencies import Architecture, Platform, Requirements
from ..domain import Domain
from ..execution_log import ExecutionLog
from ..grants import Grant, resources_of
from ..lambda_function import LambdaFunction
from ..secondary_index import GlobalSecondaryIndex, LocalSecondaryIndex
from ..transform import Change
from ..vpc import Vpc

__all__ = [
    "Api",
    "ApiSpec",
    "Authorization",
    "AuthorizerSpec",
    "ChangeHandlerSpec",
    "Code",
    "ExistingTableSpec",
    "ForeignHandlerSpec",
    "FunctionSpec",
    "GrantSpec",
    "HandlerSpec",
    "LayerSpec",
    "Parameter",
    "ParameterSpec",
    "Resources",
    "RouteSpec",
    "SharedHandlerSpec",
    "SharedRouteSpec",
    "Stage",
    "StageSpec",
    "StreamSpec",
    "Table",
    "TableSpec",
    "Target",
    "Throttle",
]


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


@dataclass(frozen=True)
class FunctionSpec:
    """A function: ``memory_size`` in MB, ``timeout`` in whole seconds, and packages.

    Attributes:
        grants: statements on top of those that its code needs.
        include: modules and files that travel with it, read or not.
        environment: variables beside those of ours.
        reserved_concurrency: how many invocations may run at once; None for what is
            left of the account's.
        log_retention: for how many days its log is kept.
        tracing: whether X-Ray traces it.
        ephemeral_storage: MB of its ``/tmp``.
        vpc: the network that it is connected to.
        alarms: when to raise one.
        transform: changes of its resources, one after the other.
    """

    memory_size: int = 1024
    timeout: int = 29
    architecture: Architecture = "arm64"
    requirements: Requirements | None = None
    grants: tuple[Grant, ...] = field(default=(), compare=False)
    include: tuple[str, ...] = ()
    environment: Mapping[str, pulumi.Output[str]] = field(
        default_factory=dict, compare=False
    )
    reserved_concurrency: int | None = None
    log_retention: int = 30
    tracing: bool = False
    ephemeral_storage: int = 512
    vpc: Vpc | None = field(default=None, compare=False)
    alarms: Alarms | None = field(default=None, compare=False)
    transform: tuple[Mapping[str, Change], ...] = field(default=(), compare=False)

    @property
    def waits_for(self) -> list[object]:
        """What must be known before there can be such a function and its alarms."""
        ids = [] if self.vpc is None else vars(self.vpc).values()
        told = [] if self.alarms is None else self.alarms.actions
        return [*resources_of(self.grants), *self.environment.values(), *ids, *told]


@dataclass(frozen=True)
class Code:
    """A handler's build, what it captured, what it may call.

    All of it resolves after the program's body has finished, so that helpers defined
    below the handler are seen.

    Attributes:
        sha256: digest of the build.
        path: the build's folder, relative to the project, POSIX.
        layers: its packages, each as :meth:`Target.layer` returned it.
        captures: text of the ``WINGWS`` variable, see ``wingws_runtime.environment``.
        parameters: values of its String parameters, by name.
        secrets: values of its SecureString parameters, by name.
        statements: IAM statements.
    """

    sha256: pulumi.Output[str]
    path: pulumi.Output[str]
    layers: pulumi.Output[Sequence[str]]
    captures: pulumi.Output[str]
    parameters: pulumi.Output[Mapping[str, str]]
    secrets: pulumi.Output[Mapping[str, str]]
    statements: pulumi.Output[Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class LayerSpec:
    """Packages of the handlers of one component.

    Attributes:
        resource_name: the component's.
        sha256: digest of the packages and the platform.
        packages: names and versions.
        archive: zip file, relative to the project; None if functions run here.
    """

    resource_name: str
    sha256: str
    packages: Sequence[str]
    archive: str | None
    architecture: Architecture


@dataclass(frozen=True)
class ParameterSpec:
    """An SSM parameter that carries what one handler captured.

    Attributes:
        resource_name: its own.
        value: up to 4096 characters.
        secret: whether it is a SecureString.
    """

    resource_name: str
    value: pulumi.Output[str]
    secret: bool


@dataclass(frozen=True)
class Parameter:
    """What a target made of a :class:`ParameterSpec`.

    A handler fetches it once, under that name. Where functions outlive a change of
    their parameters, another value has another name.
    """

    name: pulumi.Output[str]
    arn: pulumi.Output[str]


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
class HandlerSpec:
    """One handler of an API: a function, and the route or authorizer that it is for."""

    resource_name: str
    api: Api
    stage_name: str
    serves: RouteSpec | AuthorizerSpec
    function: FunctionSpec
    code: Code


@dataclass(frozen=True)
class SharedHandlerSpec:
    """One function for routes of an API, which are known late."""

    resource_name: str
    api: Api
    stage_name: str
    routes: pulumi.Output[Sequence[RouteSpec]]
    function: FunctionSpec
    code: Code


@dataclass(frozen=True)
class SharedRouteSpec:
    """A route of an API to a function that serves others, too.

    Attributes:
        handler: what :meth:`Target.shared_handler` made of the function.
    """

    resource_name: str
    api: Api
    stage_name: str
    serves: RouteSpec
    handler: Resources


@dataclass(frozen=True)
class ForeignHandlerSpec:
    """A route or an authorizer of an API, and the function for it, not one of ours."""

    resource_name: str
    api: Api
    stage_name: str
    serves: RouteSpec | AuthorizerSpec
    function: LambdaFunction


@dataclass(frozen=True)
class TableSpec:
    """A DynamoDB table.

    Attributes:
        attribute_definitions: types of the attributes of keys, by name.
        read_capacity: reads a second, and writes, if ``billing_mode`` is PROVISIONED.
        time_to_live_attribute: what says when an item expires.
        stream: what the records of its stream show of an item; None for no stream.
        point_in_time_recovery: whether it can be restored.
        encryption: AWS_OWNED, AWS_MANAGED, or the ARN of a KMS key.
    """

    resource_name: str
    table_name: str | None
    hash_key: str
    range_key: str | None
    attribute_definitions: Mapping[str, str]
    deletion_protection: bool
    global_secondary_indexes: Sequence[GlobalSecondaryIndex] = ()
    local_secondary_indexes: Sequence[LocalSecondaryIndex] = ()
    billing_mode: str = "PAY_PER_REQUEST"
    read_capacity: int | None = None
    write_capacity: int | None = None
    time_to_live_attribute: str | None = None
    stream: str | None = None
    point_in_time_recovery: bool = False
    encryption: str | pulumi.Output[str] = "AWS_OWNED"
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_indexes(self) -> bool:
        """Whether there is something to query beside the table itself."""
        return bool(self.global_secondary_indexes or self.local_secondary_indexes)


@dataclass(frozen=True)
class ExistingTableSpec:
    """A DynamoDB table that is there already.

    Attributes:
        table_name: its name or its ARN.
    """

    resource_name: str
    table_name: pulumi.Output[str]


@dataclass(frozen=True)
class Table:
    """What a target made of a :class:`TableSpec`, or found.

    Attributes:
        has_indexes: whether there is something to query beside the table itself.
        stream_arn: of its stream; None without one.
    """

    table_name: pulumi.Output[str]
    arn: pulumi.Output[str]
    has_indexes: pulumi.Output[bool]
    stream_arn: pulumi.Output[str | None]
    resources: Resources


@dataclass(frozen=True)
class StreamSpec:
    """How the stream of a table invokes a function.

    Attributes:
        batch_size: how many records one invocation gets at most.
        starting_position: where a new one begins.
    """

    batch_size: int
    starting_position: Literal["LATEST", "TRIM_HORIZON"]


@dataclass(frozen=True)
class ChangeHandlerSpec:
    """A function that the stream of a table invokes."""

    resource_name: str
    table: Table
    serves: StreamSpec
    function: FunctionSpec
    code: Code


@dataclass(frozen=True)
class GrantSpec:
    """What the role of a function that is not ours may do.

    Attributes:
        resource_name: its own.
        role: the role's name.
        statements: IAM statements.
    """

    resource_name: str
    role: pulumi.Output[str]
    statements: pulumi.Output[Sequence[Mapping[str, Any]]]


class Target(Protocol):
    """A place to provision to; ``opts`` are those of every child made for a spec."""

    def api(self, spec: ApiSpec, *, opts: pulumi.ResourceOptions) -> Api: ...

    def stage(self, spec: StageSpec, *, opts: pulumi.ResourceOptions) -> Stage: ...

    def handler(
        self, spec: HandlerSpec, *, opts: pulumi.ResourceOptions
    ) -> Resources: ...

    def shared_handler(
        self, spec: SharedHandlerSpec, *, opts: pulumi.ResourceOptions
    ) -> Resources: ...

    def shared_route(
        self, spec: SharedRouteSpec, *, opts: pulumi.ResourceOptions
    ) -> Resources: ...

    def foreign_handler(
        self, spec: ForeignHandlerSpec, *, opts: pulumi.ResourceOptions
    ) -> Resources:
        """Let an API invoke a function that is not ours.

        Raises:
            ConfigurationError: there can be none on this target.
        """
        ...

    def platform(self, architecture: Architecture) -> Platform:
        """Return where functions of that architecture run."""
        ...

    def layer(
        self, spec: LayerSpec, *, opts: pulumi.ResourceOptions
    ) -> pulumi.Output[str]:
        """Return what functions name the layer by; asked twice, it is one layer."""
        ...

    def table(self, spec: TableSpec, *, opts: pulumi.ResourceOptions) -> Table:
        """Make a table.

        Raises:
            ConfigurationError: there can be none on this target.
        """
        ...

    def existing_table(
        self, spec: ExistingTableSpec, *, opts: pulumi.ResourceOptions
    ) -> Table:
        """Find a table that is there already.

        Raises:
            ConfigurationError: there is none on this target.
        """
        ...

    def change_handler(
        self, spec: ChangeHandlerSpec, *, opts: pulumi.ResourceOptions
    ) -> Resources: ...

    def parameter(
        self, spec: ParameterSpec, *, opts: pulumi.ResourceOptions
    ) -> Parameter: ...

    def account_logging(
        self, resource_name: str, *, opts: pulumi.ResourceOptions
    ) -> Resources:
        """Let all APIs of the account and region write logs."""
        ...

    def grant(
        self, spec: GrantSpec, *, opts: pulumi.ResourceOptions
    ) -> pulumi.Resource | None:
        """Let a role do it, and return what says so, if anything has to."""
        ...

    def builds_in_use(self) -> set[str]:
        """Return digests of the builds that running functions may still load from."""
        ...
