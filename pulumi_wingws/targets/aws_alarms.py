"""What target ``aws`` makes of alarms: one MetricAlarm for each metric."""

from collections.abc import Mapping
from typing import TypedDict

import pulumi

from ..alarms import Alarms
from ..naming import child_name
from .api_specs import Resources, StageSpec
from .aws_provider import aws

__all__ = ["make_stage_alarms", "make_throttles_alarm"]

_PERIOD = 300


class _Statistic(TypedDict, total=False):
    statistic: str
    extended_statistic: str


_SUM: _Statistic = {"statistic": "Sum"}
_SLOWEST_OF_TWENTY: _Statistic = {"extended_statistic": "p95"}


def make_stage_alarms(spec: StageSpec, opts: pulumi.ResourceOptions) -> Resources:
    """Make the alarms of a stage.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
    """
    alarms = spec.alarms
    if alarms is None:
        return {}
    metrics = {
        "integration-errors": ("IntegrationError", alarms.integration_errors, _SUM),
        "execution-errors": ("ExecutionError", alarms.execution_errors, _SUM),
        "latency": ("IntegrationLatency", alarms.latency, _SLOWEST_OF_TWENTY),
    }
    return {
        f"{role.replace('-', '_')}_alarm": _alarm(
            child_name(spec.resource_name, f"{role}-alarm"),
            f"AWS/ApiGateway {metric}",
            {"ApiId": spec.api.api_id, "Stage": spec.stage_name},
            threshold,
            statistic,
            alarms,
            opts,
        )
        for role, (metric, threshold, statistic) in metrics.items()
        if threshold is not None
    }


def make_throttles_alarm(
    resource_name: str,
    function: aws.lambda_.Function,
    alarms: Alarms | None,
    opts: pulumi.ResourceOptions,
) -> Resources:
    """Make the alarm of a handler's function.

    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
    """
    if alarms is None or alarms.throttles is None:
        return {}
    alarm = _alarm(
        child_name(resource_name, "throttles-alarm"),
        "AWS/Lambda Throttles",
        {"FunctionName": function.name},
        alarms.throttles,
        _SUM,
        alarms,
        opts,
    )
    return {"throttles_alarm": alarm}


def _alarm(
    name: str,
    metric: str,
    dimensions: Mapping[str, pulumi.Input[str]],
    threshold: int,
    statistic: _Statistic,
    alarms: Alarms,
    opts: pulumi.ResourceOptions,
) -> aws.cloudwatch.MetricAlarm:
    namespace, metric_name = metric.split()
    return aws.cloudwatch.MetricAlarm(
        name,
        namespace=namespace,
        metric_name=metric_name,
        dimensions=dimensions,
        comparison_operator="GreaterThanOrEqualToThreshold",
        threshold=threshold,
        period=_PERIOD,
        evaluation_periods=1,
        # Nobody there: nothing is wrong.
        treat_missing_data="notBreaching",
        alarm_actions=[*alarms.actions],
        opts=opts,
        **statistic,
    )
