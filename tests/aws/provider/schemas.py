"""What AWS's own schemas of CloudFormation refuse of a resource.

They come with cfn-lint, one for each type. Pulumi's inputs become the properties of
such a type by capitals, and by `_NAMES` and `_SHAPES` where there is more to it.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
"""

import functools
import json
from importlib.util import find_spec
from pathlib import Path

from jsonschema import Draft7Validator, ValidationError
from jsonschema.validators import extend

from tests.aws.provider.table_schema import shape_table

__all__ = ["violations"]

_REGION = "us-east-1"

# A managed policy's attachment and a rule's target are none of CloudFormation's.
_TYPES = {
    "aws:apigateway/account:Account": "AWS::ApiGateway::Account",
    "aws:apigateway/apiKey:ApiKey": "AWS::ApiGateway::ApiKey",
    "aws:apigateway/usagePlan:UsagePlan": "AWS::ApiGateway::UsagePlan",
    "aws:apigateway/usagePlanKey:UsagePlanKey": "AWS::ApiGateway::UsagePlanKey",
    "aws:apigatewayv2/api:Api": "AWS::ApiGatewayV2::Api",
    "aws:apigatewayv2/apiMapping:ApiMapping": "AWS::ApiGatewayV2::ApiMapping",
    "aws:apigatewayv2/authorizer:Authorizer": "AWS::ApiGatewayV2::Authorizer",
    "aws:apigatewayv2/domainName:DomainName": "AWS::ApiGatewayV2::DomainName",
    "aws:apigatewayv2/integration:Integration": "AWS::ApiGatewayV2::Integration",
    "aws:apigatewayv2/route:Route": "AWS::ApiGatewayV2::Route",
    "aws:apigatewayv2/routeResponse:RouteResponse": "AWS::ApiGatewayV2::RouteResponse",
    "aws:apigatewayv2/stage:Stage": "AWS::ApiGatewayV2::Stage",
    "aws:cloudwatch/eventRule:EventRule": "AWS::Events::Rule",
    "aws:cloudwatch/logGroup:LogGroup": "AWS::Logs::LogGroup",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "AWS::CloudWatch::Alarm",
    "aws:dynamodb/table:Table": "AWS::DynamoDB::Table",
    "aws:iam/role:Role": "AWS::IAM::Role",
    "aws:iam/rolePolicy:RolePolicy": "AWS::IAM::RolePolicy",
    "aws:lambda/eventSourceMapping:EventSourceMapping": (
        "AWS::Lambda::EventSourceMapping"
    ),
    "aws:lambda/function:Function": "AWS::Lambda::Function",
    "aws:lambda/layerVersion:LayerVersion": "AWS::Lambda::LayerVersion",
    "aws:lambda/permission:Permission": "AWS::Lambda::Permission",
    "aws:route53/record:Record": "AWS::Route53::RecordSet",
    "aws:sqs/queue:Queue": "AWS::SQS::Queue",
    "aws:ssm/parameter:Parameter": "AWS::SSM::Parameter",
}

_NAMES = {
    "AWS::ApiGateway::Account": {"CloudwatchRoleArn": "CloudWatchRoleArn"},
    "AWS::ApiGateway::UsagePlan": {"Name": "UsagePlanName"},
    "AWS::ApiGatewayV2::Authorizer": {"IdentitySources": "IdentitySource"},
    "AWS::ApiGatewayV2::Stage": {"Name": "StageName"},
    "AWS::CloudWatch::Alarm": {"Name": "AlarmName", "OkActions": "OKActions"},
    "AWS::DynamoDB::Table": {"Name": "TableName"},
    "AWS::IAM::Role": {
        "Name": "RoleName",
        "AssumeRolePolicy": "AssumeRolePolicyDocument",
    },
    "AWS::IAM::RolePolicy": {
        "Name": "PolicyName",
        "Role": "RoleName",
        "Policy": "PolicyDocument",
    },
    "AWS::Lambda::Function": {"Name": "FunctionName"},
    "AWS::Lambda::Permission": {"Function": "FunctionName"},
    "AWS::Logs::LogGroup": {"Name": "LogGroupName"},
    "AWS::Route53::RecordSet": {"ZoneId": "HostedZoneId", "Records": "ResourceRecords"},
    "AWS::SQS::Queue": {
        "Name": "QueueName",
        "VisibilityTimeoutSeconds": "VisibilityTimeout",
    },
    "AWS::SSM::Parameter": {"InsecureValue": "Value"},
}

_MAPS = {"StageVariables", "Tags", "Variables"}  # keys in these are the user's


def violations(type_, inputs):
    """List what the schema of a type refuses of inputs: a sentence each."""
    if type_ not in _TYPES:
        return []
    own = _TYPES[type_]
    validator = _validator(own)
    properties = _shaped(own, inputs)
    if _is_list(validator.schema["properties"].get("Tags", {})):
        properties |= _pairs(properties, "Tags", "Key")
    errors = sorted(validator.iter_errors(properties), key=lambda each: each.json_path)
    return [f"{own}{each.json_path[1:]}: {each.message}" for each in errors]


def _shaped(own, inputs):
    properties = _capitalized(inputs, _NAMES.get(own, {}))
    if shape := _SHAPES.get(own):
        shape(properties)
    return properties


def _capitalized(value, names):
    if isinstance(value, list):
        return [_capitalized(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    capitals = {f"{key[0].upper()}{key[1:]}": value[key] for key in value}
    return {
        names.get(key, key): each if key in _MAPS else _capitalized(each, names)
        for key, each in capitals.items()
    }


def _alarm(properties):
    properties |= _pairs(properties, "Dimensions", "Name")


def _domain(properties):
    configuration = properties.pop("DomainNameConfiguration")
    properties["DomainNameConfigurations"] = [configuration]


def _function(properties):
    properties["Code"] = {"ZipFile": "…"}


def _layer(properties):
    del properties["Code"]
    properties["Content"] = {"S3Bucket": "a-bucket", "S3Key": "a-key"}


def _parameter(properties):
    if properties["Type"] == "SecureString":
        properties["Type"] = "String"  # CloudFormation alone makes no secure ones


def _permission(properties):
    properties.pop("StatementId", None)  # CloudFormation makes it up


def _record(properties):
    for alias in properties.pop("Aliases", ()):
        alias["DNSName"] = alias.pop("Name")
        properties["AliasTarget"] = alias


def _stage(properties):
    settings = properties.pop("RouteSettings", [])
    properties["RouteSettings"] = {each.pop("RouteKey"): each for each in settings}


_SHAPES = {
    "AWS::ApiGatewayV2::DomainName": _domain,
    "AWS::ApiGatewayV2::Stage": _stage,
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::DynamoDB::Table": shape_table,
    "AWS::Lambda::Function": _function,
    "AWS::Lambda::LayerVersion": _layer,
    "AWS::Lambda::Permission": _permission,
    "AWS::Route53::RecordSet": _record,
    "AWS::SSM::Parameter": _parameter,
}


def _pairs(properties, key, name):
    """Return a map of properties as the list that CloudFormation has for it."""
    pairs = properties.get(key, {}).items()
    return {key: [{name: each, "Value": value} for each, value in pairs]}


def _is_list(schema):
    return schema.get("type") == "array"


def _required_xor(validator, names, instance, schema):
    given = [name for name in names if name in instance]
    if len(given) != 1:
        yield ValidationError(f"{given} are given; expected one of {names}")


def _dependent_excluded(validator, excluded, instance, schema):
    for name in excluded.keys() & instance.keys():
        if both := [each for each in excluded[name] if each in instance]:
            yield ValidationError(f"{name} is given beside {both}")


# Two keywords that AWS adds to those of JSON Schema.
_Validator = extend(
    Draft7Validator,
    {"requiredXor": _required_xor, "dependentExcluded": _dependent_excluded},
)


@functools.cache
def _validator(own):
    schemas = _folder()
    files = json.loads((schemas / "providers" / f"{_REGION}.json").read_text())
    text = (schemas / "resources" / f"{files[own]}.json").read_text()
    # Classes of characters that Python's `re` has under other names.
    return _Validator(json.loads(text.replace(r"\\p{L}\\p{Z}\\p{N}", r"\\w\\s")))


@functools.cache
def _folder():
    """Find cfn-lint's files without its import, which takes a second."""
    return Path(find_spec("cfnlint").origin).parent / "data" / "schemas"
