"""The resource types that the stand-in performs, as Pulumi names them.

A kind's `replaces` are the inputs that AWS can't change in place (None: no input can
be changed). `has_random_name` says that Pulumi makes up a name where the program gives
none.
"""

from tests.aws.provider.alarms import MetricAlarm
from tests.aws.provider.domains import ApiMapping, DomainName, Record
from tests.aws.provider.events import EventRule, EventTarget, Queue
from tests.aws.provider.functions import (
    EventSourceMapping,
    Function,
    LayerVersion,
    Permission,
)
from tests.aws.provider.gateway import Api, Authorizer, Child, Integration, Stage
from tests.aws.provider.gateway_account import GatewayAccount
from tests.aws.provider.identity import Role, RolePolicy, RolePolicyAttachment
from tests.aws.provider.keys import ApiKey, UsagePlan, UsagePlanKey
from tests.aws.provider.stores import LogGroup, Parameter
from tests.aws.provider.tables import Table

__all__ = ["KINDS"]

KINDS = {
    "aws:apigateway/account:Account": GatewayAccount(),
    "aws:apigateway/apiKey:ApiKey": ApiKey(),
    "aws:apigateway/usagePlan:UsagePlan": UsagePlan(),
    "aws:apigateway/usagePlanKey:UsagePlanKey": UsagePlanKey(),
    "aws:apigatewayv2/api:Api": Api(),
    "aws:apigatewayv2/apiMapping:ApiMapping": ApiMapping(),
    "aws:apigatewayv2/domainName:DomainName": DomainName(),
    "aws:apigatewayv2/stage:Stage": Stage(),
    "aws:apigatewayv2/integration:Integration": Integration(),
    "aws:apigatewayv2/route:Route": Child("route", "apiId"),
    "aws:apigatewayv2/routeResponse:RouteResponse": Child(
        "route_response", "apiId", "routeId"
    ),
    "aws:apigatewayv2/authorizer:Authorizer": Authorizer(),
    "aws:cloudwatch/eventRule:EventRule": EventRule(),
    "aws:cloudwatch/eventTarget:EventTarget": EventTarget(),
    "aws:cloudwatch/logGroup:LogGroup": LogGroup(),
    "aws:cloudwatch/metricAlarm:MetricAlarm": MetricAlarm(),
    "aws:dynamodb/table:Table": Table(),
    "aws:iam/role:Role": Role(),
    "aws:iam/rolePolicy:RolePolicy": RolePolicy(),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": RolePolicyAttachment(),
    "aws:lambda/eventSourceMapping:EventSourceMapping": EventSourceMapping(),
    "aws:lambda/function:Function": Function(),
    "aws:lambda/layerVersion:LayerVersion": LayerVersion(),
    "aws:lambda/permission:Permission": Permission(),
    "aws:route53/record:Record": Record(),
    "aws:sqs/queue:Queue": Queue(),
    "aws:ssm/parameter:Parameter": Parameter(),
}
