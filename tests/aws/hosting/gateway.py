"""API Gateway for one API that was deployed: the simulator's, told what was read."""

import json

from wingws_simulator.core.api_config import (
    ApiConfig,
    Authorizer,
    Domain,
    Route,
    Throttle,
)
from wingws_simulator.core.lambda_result import NotInvoked
from wingws_simulator.shell.api_server import ApiServer

from tests.aws.hosting.permissions import may_invoke

__all__ = ["Gateway"]


class Gateway:
    """Serves an API, and invokes functions whose own policy lets it.

    Args:
        api: What was read of it.
        deployed: What it is part of.
        invoke: Invokes functions.
        keyring: Who may sign a request, and what that allows.
        board: Where connections are shown.
        tls: What its port answers with.
    """

    def __init__(self, api, deployed, *, invoke, keyring, board, tls):
        self._api = api
        self._invoke = invoke
        self._by_name = {each.name: each for each in deployed.functions}
        self._config = _config(api, deployed)
        self._server = ApiServer(
            self._config,
            invoke=self._invoke_if_allowed,
            secret_for=keyring.secret_for,
            caller_for=keyring.caller_for,
            board=board,
            tls=tls,
        )
        self.start = self._server.start
        self.close = self._server.close

    def _invoke_if_allowed(self, name, event, done, origin):
        if name not in self._by_name:
            raise NotInvoked("ResourceNotFoundException", name)
        source_arn = f"{self._config.execution_arn}/{self._source(event, name)}"
        if not may_invoke(self._by_name[name], source_arn):
            raise NotInvoked("AccessDeniedException", f"{source_arn} on {name}")
        self._invoke(name, event, done)

    def _source(self, event, name):
        """Return for what API Gateway invokes: a route of the stage, an authorizer."""
        content = json.loads(event)
        if "methodArn" in content:
            arn, authorizers = self._by_name[name].arn, self._api.authorizers
            (id_,) = [each.id for each in authorizers if each.function_arn == arn]
            return f"authorizers/{id_}"
        return f"{self._config.stage}/{content['requestContext']['routeKey']}"


def _config(api, deployed):
    """Return an API as the simulator's gateway knows one."""
    stage = api.stage
    throttles = {key: _throttle(each) for key, each in stage["RouteSettings"].items()}
    return ApiConfig(
        api_id=api.id,
        stage=stage["StageName"],
        routes={
            route.key: Route(
                _name(route.function_arn),
                route.reply,
                authorization=_authorization(api, route),
                api_key_required=route.api_key_required,
                throttle=throttles.get(route.key),
            )
            for route in api.routes
        },
        route_selection_expression=api.route_selection_expression,
        stage_variables=stage["StageVariables"],
        deployed=stage["AutoDeploy"],
        region=deployed.region,
        account_id=deployed.account,
        throttle=_throttle(stage["DefaultRouteSettings"]),
        api_keys=api.api_keys,
        api_key_selection=api.api_key_selection_expression,
        domain=api.mapping and Domain(api.mapping.domain, api.mapping.key),
        host=api.host,
        execute_api_endpoint=api.answers,
    )


def _authorization(api, route):
    if route.authorization != "CUSTOM":
        return "AWS_IAM" if route.authorization == "AWS_IAM" else None
    for each in api.authorizers:
        if each.id == route.authorizer_id:
            return Authorizer(_name(each.function_arn), each.identity_sources)
    # Nobody can be let in by one that is gone: no function has such a name.
    return Authorizer(f"of authorizer {route.authorizer_id}")


def _throttle(settings):
    return Throttle(settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"])


def _name(function_arn):
    return function_arn.rpartition(":")[2]
