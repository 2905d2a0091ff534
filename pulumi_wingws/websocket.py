"""``WebSocket``: an API Gateway WebSocket API with inline handlers."""

import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

import pulumi
import wingws_runtime
from wingws_runtime.registry import Registry
from wingws_runtime.transport import ManagementApi

from .access_log import AccessLog
from .alarms import Alarms
from .api_handlers import ApiHandlers, resources_of
from .capturable import Capturable
from .connections import Connections
from .dependencies import Architecture, Requirements
from .domain import Domain
from .environment_variables import Environment
from .errors import ConfigurationError
from .execution_log import ExecutionLog
from .function_options import function_spec
from .grants import Grant
from .handler_decorators import HandlerDecorators
from .init import InitFunction
from .late import late
from .layer_versions import LayerVersions
from .lints import LintName, check_silence
from .log_format import LogFormat
from .log_retention import LogRetention
from .option_kinds import check_flag, check_instance
from .permissions import (
    REGISTRY_ACTIONS,
    WEBSOCKET_VERBS,
    WebSocketMethod,
    websocket_statement,
)
from .phase import check_phase
from .presence_decorator import PresenceDecorator
from .program import Program
from .roles import Role
from .route_options import check_throttle
from .tags import check_tags, tagging
from .targets.api_specs import ApiSpec, StageSpec, Throttle
from .targets.function_specs import FunctionSpec
from .targets.route_specs import PresenceSpec
from .transform import (
    ApiTransform,
    WebSocketTransform,
    check_transform,
    transforming,
)
from .vpc import Vpc
from .websocket_options import (
    ApiKeySelection,
    Auth,
    Handlers,
    check_api_key_selection,
    check_api_keys,
    check_auth,
    check_default_endpoint,
    check_expression,
    check_handlers,
    check_stage_name,
    check_stage_variables,
)
from .websocket_resources import WebSocketResources

__all__ = ["WebSocket"]

TOKEN = "wingws:index:WebSocket"

_NEED_CONNECTIONS = frozenset(REGISTRY_ACTIONS) - {"broadcast"}
_REMEDY = "give the WebSocket connections=True"


class WebSocket(
    Capturable, HandlerDecorators, PresenceDecorator, wingws_runtime.WebSocket
):
    """A WebSocket API: routes to inline handlers, and a way to push to its clients.

    The decorators register handlers; a decorated function stays a plain callable. In
    place of a function they take its path, as ``handlers.join.handler``: the module is
    imported then and there; or, on AWS, an ``aws.lambda_.Function``. Each takes the
    options of a function, from ``memory_size`` on, and ``transform``, of its own for
    the one handler; ``grants``, ``include``, ``environment`` and ``transform`` come on
    top of those here. ``$connect`` and routes of messages take ``throttle_burst`` and
    ``throttle_rate`` too. Inside a handler the captured API has :meth:`send_message`,
    :meth:`broadcast`, :meth:`disconnect` and :meth:`get_connection`; with
    ``connections=True`` also :meth:`room`, :meth:`user` and :meth:`connection`.

    Args:
        resource_name: logical name.
        opts: Pulumi's resource options.
        name: the API's own name; the logical name when left out.
        stage_name: name of the one stage, part of the URL.
        route_selection_expression: which part of a message chooses its route, see
            https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html
        auth: ``"iam"`` lets in who signs the handshake with AWS credentials that allow
            ``execute-api:Invoke`` on ``{execution_arn}/{stage_name}/$connect``. Left
            out, everybody may connect, or whom an :meth:`authorizer` lets in.
        api_keys: names of API keys, one of which a client then needs to connect;
            :attr:`api_keys` has the keys.
        api_key_selection_expression: where a client's API key is found:
            ``$request.header.x-api-key``, or for browsers, which cannot send headers,
            ``$context.authorizer.usageIdentifierKey``: the authorizer says it.
        throttle_burst: how many handshakes, and messages of each route, may come at
            once before API Gateway answers 429.
        throttle_rate: how many of them a second in the long run.
        handlers: ``"separate"`` gives each handler a function of its own, with no more
            code, rights and memory than it needs; ``"single"`` one function to all but
            the authorizer: one cold start for all, which share their global variables.
            Its options stand here then, none at a handler.
        connections: whether a table knows who is connected, as which user, and who is
            in which room. Connections are registered after ``on_connect`` has accepted
            them, and forgotten after ``on_disconnect``; who decorates no such handler
            gets one that does just that.
        stage_variables: text by name, which events carry.
        domain: a name of your own for clients to connect to; target sim answers to it
            as well, while ``url`` stays one that this machine can find.
        disable_execute_api_endpoint: whether the API's own host answers nobody on AWS,
            so that ``domain`` is the only way to it, for ``callback_url`` as well.
        access_log: a log of who connects and sends, on AWS.
        execution_log: a log of what API Gateway itself does with it, on AWS.
        detailed_metrics: whether CloudWatch has metrics of each route too, for a price.
        alarms: when CloudWatch tells somebody that something is wrong.
        tags: tags of everything that is made of it on AWS and can have some.
        transform: functions that change the arguments of AWS resources in place, by the
            resource, as ``stage``, or ``function`` for those of all handlers.
        silence: names of lints that a preview need not show, as ``no-authorizer``.
        memory_size: MB of each handler's function, 128 to 10240.
        timeout: seconds a handler may take, 1 to 29.
        architecture: the processor of each handler's function, ``arm64`` or ``x86_64``.
        requirements: the packages of each handler: requirement strings, or the path of
            a requirements file or of a ``uv.lock``, relative to the project. Left out,
            a handler gets what its code imports, in the versions that are installed.
        grants: IAM statements for each handler on top of what its code needs, as
            ``{"Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*"}``.
        include: what travels with each handler though no reading of its code finds it:
            modules of the program, as ``plugins`` or ``plugins.*`` with all below it,
            and files of the project, as ``templates/*.html``.
        environment: environment variables of each handler's function by name: text, or
            Outputs of text. Secret ones are in clear for who may read the function's
            configuration on AWS; a captured secret is not.
        layers: ARNs of layers that each handler's function has on AWS, as those of
            extensions, four at the most; packages that handlers import are in a layer
            anyway.
        reserved_concurrency: how many invocations of each handler's function may run at
            once; so many of the account's are kept for each. 0 stops it.
        log_retention: for how many days the log of each handler is kept on AWS, one of
            the numbers that CloudWatch knows.
        log_format: how the lines of each handler's log look on AWS: ``Text``, or with
            ``JSON`` one object each for what ``logging`` and Lambda itself write; what
            is printed stays as it is.
        tracing: whether X-Ray traces each handler's function on AWS.
        ephemeral_storage: MB of each handler's ``/tmp`` on AWS, 512 to 10240.
        vpc: the network that each handler's function is connected to on AWS.

    Raises:
        ConfigurationError: an argument that AWS would refuse.
    """

    _handler_methods = frozenset(WEBSOCKET_VERBS) | frozenset(REGISTRY_ACTIONS)
    _environment_section = "websockets"

    url: pulumi.Output[str]
    """``wss://…/{stage}``, known once every route works."""
    callback_url: pulumi.Output[str]
    """``https://…/{stage}``, the endpoint of ``@connections``; on a domain, if that is
    the only way to the API, with the mapping key in place of the stage."""
    api_id: pulumi.Output[str]
    execution_arn: pulumi.Output[str]
    """What IAM policies name the API by."""
    stage_name: str
    api_keys: pulumi.Output[Mapping[str, str]]
    """The API keys by name, a secret."""

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        name: str | None = None,
        stage_name: str = "prod",
        route_selection_expression: str = "$request.body.action",
        auth: Auth | None = None,
        api_keys: Sequence[str] = (),
        api_key_selection_expression: ApiKeySelection = "$request.header.x-api-key",
        throttle_burst: int = 5000,
        throttle_rate: float = 10000,
        handlers: Handlers = "separate",
        connections: bool = False,
        stage_variables: Mapping[str, str] | None = None,
        domain: Domain | None = None,
        disable_execute_api_endpoint: bool = False,
        access_log: AccessLog | None = None,
        execution_log: ExecutionLog | None = None,
        detailed_metrics: bool = False,
        alarms: Alarms | None = None,
        tags: Mapping[str, str] | None = None,
        transform: WebSocketTransform | None = None,
        silence: Sequence[LintName] = (),
        memory_size: int = 1024,
        timeout: int = 29,
        architecture: Architecture = "arm64",
        requirements: Requirements | None = None,
        grants: Sequence[Grant] = (),
        include: Sequence[str] = (),
        environment: Environment | None = None,
        layers: LayerVersions = (),
        reserved_concurrency: int | None = None,
        log_retention: LogRetention = 30,
        log_format: LogFormat = "Text",
        tracing: bool = False,
        ephemeral_storage: int = 512,
        vpc: Vpc | None = None,
    ) -> None:
        check_stage_name(stage_name)
        check_expression(route_selection_expression)
        check_auth(auth)
        check_handlers(handlers)
        check_flag("connections", connections)
        key_names = check_api_keys(api_keys)
        check_api_key_selection(api_key_selection_expression)
        self._throttle = Throttle(throttle_burst, throttle_rate)
        check_throttle(self._throttle)
        check_stage_variables(stage_variables or {})
        check_instance("domain", domain, Domain, "Domain('chat.example.com', …)")
        checked_tags = check_tags(tags or {})
        changes = check_transform(transform or {}, WebSocketTransform)
        silenced = check_silence(silence)
        check_default_endpoint(disable_execute_api_endpoint, domain)
        check_instance("access_log", access_log, AccessLog, "AccessLog(retention=30)")
        check_instance(
            "execution_log", execution_log, ExecutionLog, "ExecutionLog('ERROR')"
        )
        check_flag("detailed_metrics", detailed_metrics)
        check_instance("alarms", alarms, Alarms, "Alarms(actions=[…])")
        self._function = function_spec(
            FunctionSpec(alarms=alarms, transform=(changes,)),
            {
                "memory_size": memory_size,
                "timeout": timeout,
                "architecture": architecture,
                "requirements": requirements,
                "grants": grants,
                "include": include,
                "environment": environment or {},
                "layers": layers,
                "reserved_concurrency": reserved_concurrency,
                "log_retention": log_retention,
                "log_format": log_format,
                "tracing": tracing,
                "ephemeral_storage": ephemeral_storage,
                "vpc": vpc,
            },
        )
        inputs = {
            "name": name or resource_name,
            "stage_name": stage_name,
            "route_selection_expression": route_selection_expression,
            "auth": auth,
        }
        super().__init__(TOKEN, resource_name, inputs, opts, Program.current())
        self.stage_name = stage_name
        self._changes_of_children.append(transforming(self, ApiTransform, [changes]))
        if checked_tags:
            self._changes_of_children.append(tagging(checked_tags))
        if connections:
            self._connections = Connections(
                resource_name, self._program, self._child_opts
            )
        else:
            self._handler_methods = self._handler_methods - _NEED_CONNECTIONS
            self._lacking_methods = dict.fromkeys(_NEED_CONNECTIONS, _REMEDY)
        target = self._program.target
        self._api = target.api(
            ApiSpec(
                resource_name=resource_name,
                api_name=name or resource_name,
                stage_name=stage_name,
                route_selection_expression=route_selection_expression,
                api_key_selection_expression=(
                    api_key_selection_expression if key_names else None
                ),
                domain=domain,
                disable_execute_api_endpoint=disable_execute_api_endpoint,
            ),
            opts=self._child_opts(),
        )
        self._handlers = ApiHandlers(
            self,
            self._api,
            stage_name,
            shared=self._function if handlers == "single" else None,
            auth=auth,
            needs_api_key=bool(key_names),
            has_access_log=access_log is not None,
            has_execution_log=execution_log is not None,
            silence=silenced,
        )
        if connections:
            add_missing = partial(self._handlers.add_missing, self._function)
            self._program.endings.append(add_missing)
        self._program.checks.append(self._handlers.problem)
        self._program.lints.append(self._handlers.lints)
        stage = target.stage(
            StageSpec(
                resource_name=resource_name,
                stage_name=stage_name,
                api=self._api,
                handlers=late(resources_of(self._handlers.by_key, self._program)),
                throttle=self._throttle,
                route_throttles=late(self._handlers.route_throttles()),
                variables=stage_variables or {},
                api_keys=key_names,
                domain=domain,
                access_log=access_log,
                execution_log=execution_log,
                detailed_metrics=detailed_metrics,
                alarms=alarms,
            ),
            opts=self._child_opts(),
        )
        self.api_id = self._api.api_id
        self.execution_arn = self._api.execution_arn
        self.callback_url = self._api.callback_url
        self.url = stage.url
        self.api_keys = stage.api_keys
        self.resources = WebSocketResources(
            **self._api.resources,
            **stage.resources,
            handlers=self._handlers.by_key,
            grants=self._grants,
            connections=self._connections.table if self._connections else None,
        )
        self.register_outputs(
            {
                "url": self.url,
                "callback_url": self.callback_url,
                "api_id": self.api_id,
                "execution_arn": self.execution_arn,
                "stage_name": self.stage_name,
            }
        )

    def on_init(self, function: InitFunction, /) -> InitFunction:
        """Run ``function()`` once per cold start, before the first event, in every
        function of this API: for what cannot be captured, such as a client's login.
        """
        self._program.add_init(function, owner=self)
        return function

    def grant(self, role: Role, *methods: WebSocketMethod) -> None:
        """Let a function that is not ours, as a queue's consumer, call ``methods``.

        Its role gets the statement that a handler gets which calls them, as an
        ``aws.iam.RolePolicy`` of its own, one for each role. On target sim nothing is
        made; see :func:`environment_for`.

        Args:
            role: the function's ``aws.iam.Role``, or a role's name.
            methods: handler-time methods, as ``"send_message"``.

        Raises:
            ConfigurationError: what is no role or no method, or a second grant of one
                role.
        """
        self._grant(role, methods)

    def initialize(self) -> None:
        """Do nothing: Wing's README calls it, and its programs port line by line."""
        warnings.warn(
            "WebSocket.initialize() does nothing and can be removed",
            DeprecationWarning,
            stacklevel=2,
        )

    # What a handler that captures this API needs. Its handler-time methods are those
    # of the handle, inherited with their types; here they have nobody to talk to.

    @property
    def _management(self) -> ManagementApi:
        check_phase(self)
        return super()._management

    @property
    def _registry(self) -> Registry:
        check_phase(self)
        return super()._registry

    def _add_presence_handler(
        self, function: Callable[..., object], serves: PresenceSpec, spec: FunctionSpec
    ) -> None:
        if self._connections is None:
            raise ConfigurationError(
                f"WebSocket {self.name!r} does not know its connections, which "
                "on_presence needs; give it connections=True"
            )
        self._connections.add_presence_handler(function, serves, spec)

    def _environment_entry(self) -> Mapping[str, pulumi.Output[str]]:
        if self._connections is None:
            return {"endpoint": self.callback_url}
        table_name = self._connections.table.table_name
        return {"endpoint": self.callback_url, "connections": table_name}

    def _statements(
        self, methods: Collection[str]
    ) -> list[pulumi.Output[dict[str, Any]]]:
        verbs = WEBSOCKET_VERBS.keys() & methods
        statements = [self._api.execution_arn.apply(self._statement(verbs))]
        registry = self._connections.statements(methods) if self._connections else []
        return [*(statements if verbs else []), *registry]

    def _statement(self, methods: Collection[str]) -> Callable[[str], dict[str, Any]]:
        return lambda arn: websocket_statement(
            methods, execution_arn=arn, stage_name=self.stage_name
        )
