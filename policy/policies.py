"""The rules as policies of pulumi_policy: what it hands over becomes plain data."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError
from rules import RULES
from rules.rule import UNKNOWN, Resource, ResourceRule, StackRule

__all__ = ["policies"]


def policies() -> list[Policy]:
    """Return a policy for each rule, at the rule's own level of enforcement."""
    return [_policy(rule) for rule in RULES]


def _policy(rule: ResourceRule | StackRule) -> Policy:
    level = EnforcementLevel(rule.level)
    schema = PolicyConfigSchema(dict(rule.config)) if rule.config else None
    if isinstance(rule, StackRule):
        return StackValidationPolicy(
            rule.name, rule.description, partial(_check_stack, rule), level, schema
        )
    return ResourceValidationPolicy(
        rule.name, rule.description, partial(_check_resource, rule), level, schema
    )


def _check_resource(
    rule: ResourceRule, args: ResourceValidationArgs, report: ReportViolation
) -> None:
    if args.resource_type in rule.types:
        for message in rule.check(_plain(args.props), **args.get_config()):
            report(message, None)


def _check_stack(
    rule: StackRule, args: StackValidationArgs, report: ReportViolation
) -> None:
    resources = [_resource(each) for each in args.resources]
    for urn, message in rule.check(resources, **args.get_config()):
        report(message, urn)


def _resource(given: PolicyResource) -> Resource:
    return Resource(
        given.resource_type,
        given.urn,
        _plain(given.props),
        {
            name: [source.urn for source in sources]
            for name, sources in given.property_dependencies.items()
        },
    )


def _plain(value: Any) -> Any:
    """Return a copy without proxies, which raise an error for what is not known.

    Pulumi would say at each preview, for each resource, that a rule can't run.
    """
    if isinstance(value, Mapping):
        return {key: _item(value, key) for key in value}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_item(value, index) for index in range(len(value))]
    return value


def _item(container: Any, key: Any) -> Any:
    try:
        return _plain(container[key])
    except UnknownValueError:
        return UNKNOWN
