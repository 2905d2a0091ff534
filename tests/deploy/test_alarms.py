"""Metrics of routes and alarms, opt-in: what they register on target aws."""

import pytest

from tests.deploy.recording import deploy, refused

PROGRAM = """
import pulumi
from pulumi_wingws import Alarms, Allow, WebSocket

topic = "arn:aws:sns:eu-central-1:123456789012:alarms"
chat = WebSocket("Chat"{options})

@chat.authorizer
def authorize(event):
    return Allow("ann")

@chat.on_connect(throttle_burst=7)
def on_connect(connection_id: str) -> None:
    pass

for name, child in vars(chat.resources).items():
    if isinstance(child, pulumi.Resource):
        pulumi.log.info(f"{{name}} {{child.pulumi_resource_name}}")
"""

STAGE = {"ApiId": "api123", "Stage": "prod"}


def program(options=""):
    return PROGRAM.format(options=options and f", {options}")


def alarms(options):
    """Return the inputs of the alarms, by name."""
    deployed = deploy(program(options)).of("aws:cloudwatch/metricAlarm:MetricAlarm")
    return {name: alarm.inputs for name, alarm in deployed.items()}


def test_there_are_none_unless_asked_for(project):
    """Both cost money."""
    aws = deploy(program())
    stage = aws.one("aws:apigatewayv2/stage:Stage").inputs

    assert not aws.of("aws:cloudwatch/metricAlarm:MetricAlarm")
    assert stage["defaultRouteSettings"]["detailedMetricsEnabled"] is False


def test_detailed_metrics_are_of_every_route(project):
    """Also of one with settings of its own, which are in place of the stage's."""
    aws = deploy(program("detailed_metrics=True"))
    stage = aws.one("aws:apigatewayv2/stage:Stage").inputs
    (connect,) = stage["routeSettings"]

    assert stage["defaultRouteSettings"]["detailedMetricsEnabled"] is True
    assert connect["detailedMetricsEnabled"] is True


def test_alarms_watch_the_stage_and_each_function(project):
    """Without a word: any failed invocation, five bad answers, five slow seconds."""
    made = alarms("alarms=Alarms(actions=[topic])")
    shown = {
        name: (
            f"{each['namespace']} {each['metricName']}",
            each["dimensions"],
            each["threshold"],
            each.get("statistic") or each["extendedStatistic"],
        )
        for name, each in made.items()
    }
    gateway = "AWS/ApiGateway"

    assert shown == {
        "Chat-integration-errors-alarm": (
            *(f"{gateway} IntegrationError", STAGE, 5, "Sum"),
        ),
        "Chat-execution-errors-alarm": (
            *(f"{gateway} ExecutionError", STAGE, 1, "Sum"),
        ),
        "Chat-latency-alarm": (f"{gateway} IntegrationLatency", STAGE, 5000, "p95"),
        **{
            f"Chat-{handler}-throttles-alarm": (
                "AWS/Lambda Throttles",
                {"FunctionName": f"Chat-{handler}-function-1a2b3c4"},
                1,
                "Sum",
            )
            for handler in ("authorizer", "connect")
        },
    }


def test_an_alarm_tells_at_once_and_silence_is_no_alarm(project):
    """Five minutes, reached rather than passed; a chat that sleeps is well."""
    for each in alarms("alarms=Alarms(actions=[topic])").values():
        assert each["alarmActions"] == ["arn:aws:sns:eu-central-1:123456789012:alarms"]
        assert (each["period"], each["evaluationPeriods"]) == (300, 1)
        assert each["comparisonOperator"] == "GreaterThanOrEqualToThreshold"
        assert each["treatMissingData"] == "notBreaching"


def test_an_alarm_may_have_another_threshold_or_be_left_out(project):
    """Each by itself."""
    made = alarms(
        "alarms=Alarms([topic], integration_errors=50, execution_errors=None, "
        "throttles=None, latency=None)"
    )

    assert {name: each["threshold"] for name, each in made.items()} == {
        "Chat-integration-errors-alarm": 50
    }


def test_resources_has_the_alarms(project):
    """As an escape hatch."""
    logs = deploy(program("alarms=Alarms([topic], latency=None)")).logs

    assert ("info", "integration_errors_alarm Chat-integration-errors-alarm") in logs
    assert ("info", "execution_errors_alarm Chat-execution-errors-alarm") in logs


def test_the_simulator_has_no_alarms(project):
    """It is told nothing of them."""
    watched = program("detailed_metrics=True, alarms=Alarms([topic])")
    of_both = (deploy(each, target="sim") for each in (watched, program()))
    inputs = [{each.name: each.inputs for each in one.resources} for one in of_both]

    assert inputs[0] == inputs[1]


ARNS = "expected a list of 1 to 5 ARNs like 'arn:aws:sns:…', or Outputs of them"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            "alarms=topic",
            "alarms 'arn:aws:sns:eu-central-1:123456789012:alarms' is not allowed; "
            "expected Alarms(actions=[…])",
        ),
        *(
            (
                f"alarms=Alarms({actions!r})",
                f"actions {actions!r} of Alarms are not allowed; {ARNS}",
            )
            for actions in ("arn:aws:sns:x", [], ["me@example.com"], ["arn:x"] * 6)
        ),
        *(
            (
                f"alarms=Alarms([topic], {name}={value!r})",
                f"{name} {value!r} of Alarms is not allowed; "
                "expected a whole number from 1, or None",
            )
            for name, value in [
                *(("integration_errors", 0), ("execution_errors", -1)),
                *(("throttles", True), ("latency", 0.5)),
            ]
        ),
        (
            "detailed_metrics='yes'",
            "detailed_metrics 'yes' is not allowed; expected True or False",
        ),
    ],
)
def test_a_bad_alarm_is_refused_at_its_line(project, options, sentence):
    """With the value that was given and what is allowed."""
    assert refused(program(options), target="sim") == sentence
