"""Logs of a stage, opt-in: what they register on target aws, and what is refused."""

import json
import re

import pytest

from tests.deploy import recording
from tests.deploy.recording import deploy, refused

PROGRAM = """
import pulumi
from pulumi_wingws import AccessLog, ExecutionLog, WebSocket

chat = WebSocket("Chat"{options})

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    pass

for name, child in vars(chat.resources).items():
    if isinstance(child, pulumi.Resource):
        pulumi.log.info(f"{{name}} {{child.pulumi_resource_name}}")
"""

# https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html
VARIABLES = {
    *("apiId", "connectedAt", "connectionId", "domainName", "eventType"),
    *("authorizer.error", "authorizer.principalId", "authorizer.status"),
    *("error.message", "error.messageString", "error.responseType"),
    *("extendedRequestId", "identity.sourceIp", "identity.userAgent"),
    *("integration.error", "integration.latency", "integration.status"),
    *("integrationLatency", "messageId", "requestId", "requestTime"),
    *("requestTimeEpoch", "routeKey", "stage", "status"),
}


def program(options=""):
    return PROGRAM.format(options=options and f", {options}")


def stage_of(options):
    """Return the inputs of the stage on target aws."""
    return deploy(program(options)).one("aws:apigatewayv2/stage:Stage").inputs


def test_there_are_none_unless_asked_for(project):
    """AWS refuses a stage with logs in an account that API Gateway may not log in."""
    aws = deploy(program())
    stage = aws.one("aws:apigatewayv2/stage:Stage").inputs

    assert set(aws.of("aws:cloudwatch/logGroup:LogGroup")) == {"Chat-default-logs"}
    assert "accessLogSettings" not in stage
    assert stage["defaultRouteSettings"]["loggingLevel"] == "OFF"
    assert stage["defaultRouteSettings"]["dataTraceEnabled"] is False


def test_an_access_log_has_a_group_of_its_own(project):
    """With its own retention; the stage names it, and `resources` has it."""
    aws = deploy(program("access_log=AccessLog(retention=90)"))
    group = aws.of("aws:cloudwatch/logGroup:LogGroup")["Chat-access-logs"]
    settings = aws.one("aws:apigatewayv2/stage:Stage").inputs["accessLogSettings"]

    assert (group.inputs, group.parent) == ({"retentionInDays": 90}, "Chat")
    assert settings["destinationArn"] == "arn:Chat-access-logs"
    assert ("info", "access_logs Chat-access-logs") in aws.logs


def test_a_line_of_it_is_json_of_websocket_variables(project):
    """REST's and HTTP's, such as $context.path, would be a `-` in every line."""
    line = stage_of("access_log=AccessLog()")["accessLogSettings"]["format"]
    values = json.loads(line).values()
    names = {re.fullmatch(r"\$context\.([\w.]+)", value)[1] for value in values}

    assert names <= VARIABLES
    assert {"requestId", "connectionId", "routeKey", "status"} <= names
    assert len(line.encode()) <= 3 * 1024


def test_an_access_log_may_have_a_format_of_its_own(project):
    """Such as one with what the authorizer said."""
    line = "$context.extendedRequestId $context.authorizer.tenant"
    stage = stage_of(f"access_log=AccessLog(format={line!r})")

    assert stage["accessLogSettings"]["format"] == line


@pytest.mark.parametrize(
    ("log", "level", "is_traced"),
    [
        ("ExecutionLog()", "ERROR", False),
        ("ExecutionLog('INFO')", "INFO", False),
        ("ExecutionLog('INFO', data_trace=True)", "INFO", True),
    ],
)
def test_messages_are_in_an_execution_log_only_if_said_so(
    project, log, level, is_traced
):
    """Whatever its level: they have what users wrote, and tokens."""
    settings = stage_of(f"execution_log={log}")["defaultRouteSettings"]

    assert settings["loggingLevel"] == level
    assert settings["dataTraceEnabled"] is is_traced


ROLE = """
from pulumi_wingws import ApiGatewayAccountLogging

logging = ApiGatewayAccountLogging("Logging")
"""
WAITING = ROLE + program("opts=pulumi.ResourceOptions(depends_on=[logging])")


def test_the_account_gets_a_role_that_may_write_logs(project):
    """API Gateway alone may assume it, and it may do what AWS says that it must."""
    aws = deploy(ROLE)
    role = aws.one("aws:iam/role:Role")
    policy = aws.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    account = aws.one("aws:apigateway/account:Account")
    (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]

    assert statement["Principal"] == {"Service": "apigateway.amazonaws.com"}
    assert policy.inputs["role"] == "Logging-role-1a2b3c4"
    assert account.inputs == {"cloudwatchRoleArn": "arn:aws:iam::Logging-role"}
    assert account.depends_on >= {"Logging-role", "Logging-policy"}
    assert {each.parent for each in (role, policy, account)} == {"Logging"}


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_the_roles_policy_is_of_its_partition(project, monkeypatch, partition):
    """AWS's own policies have an ARN in each."""
    monkeypatch.setattr(recording, "PARTITION", partition)
    policy = deploy(ROLE).one("aws:iam/rolePolicyAttachment:RolePolicyAttachment")

    assert policy.inputs["policyArn"] == (
        f"arn:{partition}:iam::aws:policy/service-role/"
        "AmazonAPIGatewayPushToCloudWatchLogs"
    )


def test_a_websocket_can_wait_for_it(project):
    """Its stage is registered when the account's setting is there."""
    types = [each.type for each in deploy(WAITING).resources]

    assert types.index("aws:apigateway/account:Account") < types.index(
        "aws:apigatewayv2/api:Api"
    )


def test_the_simulator_needs_no_role(project):
    """The same program runs there."""
    types = {each.type for each in deploy(WAITING, target="sim").resources}

    assert "wingws:index:ApiGatewayAccountLogging" in types
    assert not {type_ for type_ in types if type_.startswith("aws:")}


def test_logs_change_nothing_on_the_simulator(project):
    """It has logs of its own."""
    logged = program("access_log=AccessLog(), execution_log=ExecutionLog()")
    of_both = (deploy(each, target="sim") for each in (logged, program()))
    stages = [each.one("pulumi-python:dynamic/wingws:Stage") for each in of_both]

    assert stages[0].inputs == stages[1].inputs


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            "access_log=30",
            "access_log 30 is not allowed; expected AccessLog(retention=30)",
        ),
        (
            "access_log=AccessLog(retention=31)",
            "retention 31 is not allowed; expected 1, 3, 5, 7, 14, "
            "30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, "
            "2922, 3288, 3653 days",
        ),
        *(
            (
                f"access_log=AccessLog(format={line!r})",
                f"format {line!r} of an AccessLog is not allowed; expected one line of "
                "up to 3 KB with $context.requestId or $context.extendedRequestId in "
                "it",
            )
            for line in (
                *("", "$context.stage", "$context.requestIds", None),
                "$context.requestId\n",
                "$context.requestId" + "x" * 3072,
            )
        ),
        (
            "execution_log='INFO'",
            "execution_log 'INFO' is not allowed; expected ExecutionLog('ERROR')",
        ),
        *(
            (
                f"execution_log=ExecutionLog({level!r})",
                f"level {level!r} of an ExecutionLog is not allowed; "
                "expected ERROR or INFO",
            )
            for level in ("OFF", "info", None)
        ),
        (
            "execution_log=ExecutionLog(data_trace='no')",
            "data_trace 'no' of an ExecutionLog is not allowed; expected True or False",
        ),
    ],
)
def test_a_bad_log_is_refused_at_its_line(project, options, sentence):
    """With the value that was given and what is allowed."""
    assert refused(program(options), target="sim") == sentence
