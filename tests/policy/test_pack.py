"""The rules together, and what docs/policy.md says of them."""

import re
from pathlib import Path

import pulumi_aws as aws

from policy.rules import RULES
from policy.rules.rule import ResourceRule

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "policy.md").read_text()


def test_the_page_lists_each_rule():
    """By name, with its level and what it asks for, in the pack's order."""
    rows = re.findall(r"^\| `([a-z-]+)` \| (\w+) \| (.+) \|$", PAGE, re.M)

    assert rows == [(rule.name, rule.level, rule.description) for rule in RULES]


def test_the_page_names_each_setting():
    """With the rule that it is of."""
    settings = [f'"{rule.name}": {{"{name}"' for rule in RULES for name in rule.config]

    assert [each for each in settings if each not in PAGE] == []


def test_types_are_the_providers_own():
    """A type that is misspelt would match nothing, and its rule find nothing."""
    looked_at = {
        type_
        for rule in RULES
        if isinstance(rule, ResourceRule)
        for type_ in rule.types
    }

    assert looked_at == {
        each.pulumi_type
        for each in (
            aws.apigatewayv2.Stage,
            aws.cloudwatch.LogGroup,
            aws.dynamodb.Table,
            aws.iam.Policy,
            aws.iam.Role,
            aws.iam.RolePolicy,
            aws.lambda_.Function,
            aws.lambda_.Permission,
        )
    }
