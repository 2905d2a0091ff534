"""What CloudFormation's schemas refuse of resources, and what of ours they take."""

import pytest

from tests.aws.provider.refusals import Refused, refuse
from tests.aws.provider.schemas import violations

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
FUNCTION = "aws:lambda/function:Function"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
PARAMETER = "aws:ssm/parameter:Parameter"
RECORD = "aws:route53/record:Record"
ROLE = "aws:iam/role:Role"
STAGE = "aws:apigatewayv2/stage:Stage"
TABLE = "aws:dynamodb/table:Table"

GOOD = {
    ALARM: {
        "name": "slow",
        "comparisonOperator": "GreaterThanThreshold",
        "evaluationPeriods": 1,
        "metricName": "IntegrationLatency",
        "namespace": "AWS/ApiGateway",
        "dimensions": {"ApiId": "abc"},
        "statistic": "Sum",
        "threshold": 5,
    },
    FUNCTION: {
        "name": "Chat-default-function-1a2b3c4",
        "architectures": ["arm64"],
        "code": {"path": "./a-build"},
        "handler": "index.handler",
        "layers": ["arn:aws:lambda:eu-central-1:123456789012:layer:humanize:1"],
        "memorySize": 1024,
        "role": "arn:aws:iam::123456789012:role/chat",
        "runtime": "python3.13",
        "timeout": 29,
        "environment": {"variables": {"lower": "case"}},
        "tracingConfig": {"mode": "Active"},
        "tags": {"team": "chat"},
    },
    LOG_GROUP: {"name": "logs", "retentionInDays": 30, "tags": {"team": "chat"}},
    PARAMETER: {"name": "key", "type": "SecureString", "value": "swordfish"},
    RECORD: {
        "name": "chat.example.com",
        "type": "A",
        "zoneId": "Z1",
        "aliases": [
            {"name": "d-1.aws.com", "zoneId": "Z2", "evaluateTargetHealth": False}
        ],
    },
    ROLE: {"name": "role", "assumeRolePolicy": "{}", "tags": {"équipe": "chat"}},
    STAGE: {
        "apiId": "abc",
        "name": "prod",
        "stageVariables": {"lower": "case"},
        "routeSettings": [{"routeKey": "join", "throttlingBurstLimit": 5}],
    },
    TABLE: {
        "name": "people",
        "attributes": [
            {"name": name, "type": "S"} for name in ("age", "born", "id", "team")
        ],
        "billingMode": "PROVISIONED",
        "hashKey": "id",
        "globalSecondaryIndexes": [
            {"name": "by-team", "hashKey": "team", "projectionType": "KEYS_ONLY"}
        ],
        "localSecondaryIndexes": [
            {"name": "by-age", "rangeKey": "age", "projectionType": "ALL"}
        ],
        "rangeKey": "born",
        "readCapacity": 1,
        "writeCapacity": 1,
        "streamEnabled": True,
        "streamViewType": "NEW_IMAGE",
        "ttl": {"enabled": True, "attributeName": "expires"},
        "pointInTimeRecovery": {"enabled": True},
        "serverSideEncryption": {"enabled": True, "kmsKeyArn": "arn:aws:kms:::key"},
    },
}


def test_what_aws_takes_passes():
    """Names, maps and lists arrive as CloudFormation has them."""
    assert {type_: violations(type_, GOOD[type_]) for type_ in GOOD} == {
        type_: [] for type_ in GOOD
    }


def test_a_kind_without_a_schema_passes():
    """CloudFormation attaches a policy by the role."""
    attachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"

    assert violations(attachment, {"role": "role", "policyArn": "?"}) == []


@pytest.mark.parametrize(
    ("type_", "changed", "sentence"),
    [
        pytest.param(
            LOG_GROUP,
            {"retentionInDays": 8},
            "AWS::Logs::LogGroup.RetentionInDays: 8 is not one of [1, 3, 5, 7, 14, ",
            id="enum",
        ),
        pytest.param(
            ROLE,
            {"name": "a role"},
            "AWS::IAM::Role.RoleName: 'a role' does not match ",
            id="pattern",
        ),
        pytest.param(
            FUNCTION,
            {"memorySize": 64},
            "AWS::Lambda::Function.MemorySize: 64 is less than the minimum of 128",
            id="minimum",
        ),
        pytest.param(
            FUNCTION,
            {"memorySize": 32769},
            "AWS::Lambda::Function.MemorySize: 32769 is greater than the maximum of ",
            id="maximum",
        ),
        pytest.param(
            ROLE,
            {"name": "r" * 65},
            f"AWS::IAM::Role.RoleName: '{'r' * 65}' is too long",
            id="length",
        ),
        pytest.param(
            FUNCTION,
            {"layers": [f"{GOOD[FUNCTION]['layers'][0]}{n}" for n in range(6)]},
            "AWS::Lambda::Function.Layers: ",
            id="items",
        ),
        pytest.param(
            FUNCTION,
            {"timeout": "29"},
            "AWS::Lambda::Function.Timeout: '29' is not of type 'integer'",
            id="type",
        ),
        pytest.param(
            FUNCTION,
            {"role": None},
            "AWS::Lambda::Function: 'Role' is a required property",
            id="required",
        ),
        pytest.param(
            STAGE,
            {"throttle": 3},
            "AWS::ApiGatewayV2::Stage: Additional properties are not allowed "
            "('Throttle' was unexpected)",
            id="unknown",
        ),
        pytest.param(
            TABLE,
            {"attributes": [{"name": "id", "type": "X"}]},
            "AWS::DynamoDB::Table.AttributeDefinitions[0].AttributeType: 'X' is ",
            id="nested",
        ),
        pytest.param(
            TABLE,
            {"globalSecondaryIndexes": [{"name": "an", "projectionType": "ALL"}]},
            "AWS::DynamoDB::Table.GlobalSecondaryIndexes[0].IndexName: 'an' is too ",
            id="index",
        ),
        pytest.param(
            ALARM,
            {"extendedStatistic": "p95"},
            "AWS::CloudWatch::Alarm: ExtendedStatistic is given beside ['Statistic']",
            id="excluded",
        ),
        pytest.param(
            ALARM,
            {"metricName": None},
            "AWS::CloudWatch::Alarm: [] are given; expected one of ['Metrics', ",
            id="either",
        ),
        pytest.param(
            FUNCTION,
            {"tracingConfig": {"mode": "Always"}},
            "AWS::Lambda::Function.TracingConfig.Mode: 'Always' is not one of ",
            id="nested enum",
        ),
    ],
)
def test_what_a_schema_refuses_is_refused(type_, changed, sentence):
    """With the property, the value, and what is allowed."""
    given = {**GOOD[type_], **changed}
    inputs = {key: value for key, value in given.items() if value is not None}

    assert sentence in "\n".join(violations(type_, inputs))
    with pytest.raises(Refused, match=r"^ValidationException: AWS::"):
        refuse(type_, inputs)


def test_all_that_is_wrong_is_told():
    """In the order of the properties."""
    wrong = violations(FUNCTION, {**GOOD[FUNCTION], "timeout": 0, "memorySize": 1})

    assert wrong == [
        "AWS::Lambda::Function.MemorySize: 1 is less than the minimum of 128",
        "AWS::Lambda::Function.Timeout: 0 is less than the minimum of 1",
    ]


def test_inputs_stay_as_they_are():
    """They are performed after they are checked."""
    alias = {"name": "d-1.aws.com", "zoneId": "Z2", "evaluateTargetHealth": False}
    inputs = {**GOOD[RECORD], "aliases": [alias]}
    violations(RECORD, inputs)

    assert inputs == {**GOOD[RECORD], "aliases": [alias]}
    assert alias.keys() == {"name", "zoneId", "evaluateTargetHealth"}
