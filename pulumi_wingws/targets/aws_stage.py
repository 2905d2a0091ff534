"""What target ``aws`` makes of a stage, and of what leads to it.

Stage, and the LogGroup of its access log; for API keys UsagePlan, ApiKey and
UsagePlanKey; for a domain DomainName, ApiMapping and Record.
"""

from collections.abc import Mapping
from typing import Any

import pulumi

from ..domain import Domain, domain_url
from ..errors import ConfigurationError
from ..naming import child_name
from .api_specs import Resources, Stage, StageSpec, Throttle
from .aws_alarms import make_stage_alarms
from .aws_provider import aws

__all__ = ["make_stage"]


def make_stage(spec: StageSpec, opts: pulumi.ResourceOptions) -> Stage:
    """Make a stage, which deploys itself once every route is there."""
    resources, access_log_settings = _make_access_log(spec, opts)
    stage = aws.apigatewayv2.Stage(
        child_name(spec.resource_name, "stage"),
        api_id=spec.api.api_id,
        name=spec.stage_name,
        auto_deploy=True,
        access_log_settings=access_log_settings,
        default_route_settings=aws.apigatewayv2.StageDefaultRouteSettingsArgs(
            **_settings(spec, spec.throttle)
        ),
        route_settings=spec.route_throttles.apply(
            lambda throttles: (
                [
                    aws.apigatewayv2.StageRouteSettingArgs(
                        route_key=key, **_settings(spec, throttles[key])
                    )
                    for key in sorted(throttles)
                ]
                or None
            )
        ),
        stage_variables=spec.variables or None,
        opts=pulumi.ResourceOptions.merge(
            opts, pulumi.ResourceOptions(depends_on=spec.handlers)
        ),
    )
    resources = {"stage": stage, **resources, **make_stage_alarms(spec, opts)}
    keys = _make_api_keys(spec, stage, opts)
    if spec.domain is None:
        return Stage(stage.invoke_url, keys, resources)
    url, own = _make_domain(spec, spec.domain, stage, opts)
    return Stage(url, keys, {**resources, **own})


def _settings(spec: StageSpec, throttle: Throttle) -> dict[str, Any]:
    """Say all that can be said of a route, or of those that have no settings.

    Settings of a route are in place of the stage's, also those that it leaves out. A
    missing throttle would be sent as 0, and every request be answered with 429
    (pulumi-aws#2363); a missing level would stay what it was.
    """
    log = spec.execution_log
    return {
        "throttling_burst_limit": throttle.burst,
        "throttling_rate_limit": throttle.rate,
        "logging_level": log.level if log else "OFF",
        "data_trace_enabled": log is not None and log.data_trace,
        "detailed_metrics_enabled": spec.detailed_metrics,
    }


def _make_access_log(
    spec: StageSpec, opts: pulumi.ResourceOptions
) -> tuple[Resources, aws.apigatewayv2.StageAccessLogSettingsArgs | None]:
    """Make the group of the access log; return what the stage says of it."""
    if spec.access_log is None:
        return {}, None
    logs = aws.cloudwatch.LogGroup(
        child_name(spec.resource_name, "access-logs"),
        retention_in_days=spec.access_log.retention,
        opts=opts,
    )
    settings = aws.apigatewayv2.StageAccessLogSettingsArgs(
        destination_arn=logs.arn, format=spec.access_log.format
    )
    return {"access_logs": logs}, settings


def _make_domain(
    spec: StageSpec,
    domain: Domain,
    stage: aws.apigatewayv2.Stage,
    opts: pulumi.ResourceOptions,
) -> tuple[pulumi.Output[str], Resources]:
    """Make a custom domain name; its URL works once it is mapped to the stage."""
    if domain.certificate_arn is None:
        raise ConfigurationError(
            f"domain {domain.name!r} has no certificate_arn; "
            "expected that of a certificate in ACM, in the region of the API"
        )
    name = aws.apigatewayv2.DomainName(
        child_name(spec.resource_name, "domain"),
        domain_name=domain.name,
        domain_name_configuration={
            "certificate_arn": domain.certificate_arn,
            "endpoint_type": "REGIONAL",
            "security_policy": "TLS_1_2",
        },
        opts=opts,
    )
    mapping = aws.apigatewayv2.ApiMapping(
        child_name(spec.resource_name, "mapping"),
        api_id=spec.api.api_id,
        domain_name=name.id,
        stage=stage.name,
        api_mapping_key=domain.mapping_key or None,
        opts=opts,
    )
    resources: dict[str, pulumi.Resource] = {"domain": name, "mapping": mapping}
    waited_for = [mapping.id]
    if domain.zone_id is not None:
        target = name.domain_name_configuration
        resources["record"] = record = aws.route53.Record(
            child_name(spec.resource_name, "record"),
            zone_id=domain.zone_id,
            name=domain.name,
            type="A",
            aliases=[
                {
                    "name": target.target_domain_name,
                    "zone_id": target.hosted_zone_id,
                    "evaluate_target_health": False,
                }
            ],
            opts=opts,
        )
        waited_for.append(record.id)
    ready = pulumi.Output.all(*waited_for)
    return ready.apply(lambda _: domain_url(domain, "wss")), resources


def _make_api_keys(
    spec: StageSpec, stage: aws.apigatewayv2.Stage, opts: pulumi.ResourceOptions
) -> pulumi.Output[Mapping[str, str]]:
    """Make a usage plan with the keys, without which AWS takes no key at the stage."""
    if not spec.api_keys:
        return pulumi.Output.from_input({})
    plan = aws.apigateway.UsagePlan(
        child_name(spec.resource_name, "usage-plan"),
        api_stages=[{"api_id": spec.api.api_id, "stage": stage.name}],
        opts=opts,
    )
    values: dict[str, pulumi.Output[str]] = {}
    for name in spec.api_keys:
        role = f"api-key-{name}"
        key = aws.apigateway.ApiKey(child_name(spec.resource_name, role), opts=opts)
        aws.apigateway.UsagePlanKey(
            child_name(spec.resource_name, f"usage-plan-{role}"),
            key_id=key.id,
            key_type="API_KEY",
            usage_plan_id=plan.id,
            opts=opts,
        )
        values[name] = key.value
    return pulumi.Output.secret(pulumi.Output.all(**values))
