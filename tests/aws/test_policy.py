"""The policy pack of policy/ under the real CLI and engine."""

import json
from pathlib import Path

import pytest

from policy.rules import RULES
from tests.engine.project import Violation
from tests.engine.simulator import CHAT

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

PACK = Path(__file__).resolve().parents[2] / "policy"

AUTHORIZER = """
@chat.authorizer
def authorize(event):
    return {"principalId": "someone", "policyDocument": {"Statement": []}}

"""

RAW = """
import json
import pulumi
import pulumi_aws as aws

API = "arn:aws:execute-api:eu-central-1:123456789012:abc123"
TABLE = "arn:aws:dynamodb:eu-central-1:123456789012:table/chat"

api = aws.apigatewayv2.Api("api", protocol_type="WEBSOCKET")
"""

COMPLIANT = (
    RAW
    + """
aws.apigatewayv2.Route(
    "connect",
    api_id=api.id,
    route_key="$connect",
    authorization_type="AWS_IAM",
    target="integrations/abc",
)
logs = aws.cloudwatch.LogGroup("logs", retention_in_days=30)
aws.apigatewayv2.Stage(
    "stage",
    api_id=api.id,
    name="prod",
    access_log_settings={"destination_arn": logs.arn, "format": "$context.requestId"},
    default_route_settings={"throttling_burst_limit": 5, "throttling_rate_limit": 10},
)
statements = [
    {
        "Effect": "Allow",
        "Action": "execute-api:ManageConnections",
        "Resource": f"{API}/prod/*",
    },
    {
        "Effect": "Allow",
        "Action": ["dynamodb:GetItem", "dynamodb:Query"],
        "Resource": [TABLE, f"{TABLE}/index/*"],
    },
]
policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
role = aws.iam.Role(
    "role", assume_role_policy="{}", inline_policies=[{"name": "x", "policy": policy}]
)
aws.iam.RolePolicy("role-policy", role=role.id, policy=policy)
aws.lambda_.Function("function", role=role.arn, runtime="python3.14", handler="a.b")
aws.lambda_.Permission(
    "permission",
    action="lambda:InvokeFunction",
    principal="apigateway.amazonaws.com",
    function="function",
    source_arn=f"{API}/*",
)
aws.dynamodb.Table(
    "table",
    point_in_time_recovery={"enabled": True},
    server_side_encryption={"enabled": True},
)
"""
)

VIOLATING = (
    RAW
    + """
aws.apigatewayv2.Route(
    "connect", api_id=api.id, route_key="$connect", target="integrations/abc"
)
aws.cloudwatch.LogGroup("logs")
aws.apigatewayv2.Stage(
    "stage",
    api_id=api.id,
    name="prod",
    default_route_settings={"logging_level": "INFO"},
)

def allow(actions, resources):
    statement = {"Effect": "Allow", "Action": actions, "Resource": resources}
    return json.dumps({"Version": "2012-10-17", "Statement": statement})

role = aws.iam.Role(
    "role",
    assume_role_policy="{}",
    inline_policies=[{"name": "x", "policy": allow("dynamodb:GetItem", "*")}],
)
aws.iam.RolePolicy("actions", role=role.id, policy=allow("dynamodb:*", TABLE))
aws.iam.RolePolicy(
    "callbacks",
    role=role.id,
    policy=allow("execute-api:ManageConnections", "arn:aws:execute-api:*:*:*/*"),
)
aws.lambda_.Function("function", role=role.arn, runtime="python3.8", handler="a.b")
aws.lambda_.Permission(
    "permission",
    action="lambda:InvokeFunction",
    principal="apigateway.amazonaws.com",
    function="function",
)
aws.dynamodb.Table("table")
"""
)

VIOLATIONS = {
    ("connect-authorization", "connect"),
    ("function-runtime", "function"),
    ("iam-actions", "actions"),
    ("iam-callbacks", "callbacks"),
    ("iam-resources", "role"),
    ("log-group-retention", "logs"),
    ("permission-source-arn", "permission"),
    ("stage-access-logs", "stage"),
    ("stage-throttles", "stage"),
    ("table-encryption", "table"),
    ("table-recovery", "table"),
}

# Nobody knows the ARN of a role before the provider has made it.
LATE = """
import pulumi_aws as aws

role = aws.iam.Role("role", assume_role_policy="{}")
aws.iam.RolePolicy(
    "policy",
    role=role.id,
    policy=role.arn.apply(
        lambda arn: '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
    ),
)
"""


@pytest.fixture
def pack(tmp_path):
    """Return the CLI's options for the pack, with a configuration."""

    def options(*, path=PACK / "__main__.py", **config):
        file = tmp_path / "policy-config.json"
        file.write_text(json.dumps(config))
        return ("--policy-pack", str(path), "--policy-pack-config", str(file))

    return options


@pytest.fixture(scope="module")
def violating(make_aws_project):
    """A program that breaks each rule once."""
    return make_aws_project(VIOLATING)


def found(result):
    """Return what was violated by what, as {(rule, resource)}."""
    return {(each.policy, each.name) for each in result.violations}


def test_each_violation_has_its_rule_and_resource(violating, pack):
    """A preview shows all of them, and fails because some are mandatory."""
    result = violating.preview(
        *pack(**{"connect-authorization": {"stacks": ["dev"]}}), fails=True
    )

    assert found(result) == VIOLATIONS
    assert {each.policy for each in result.violations} == {rule.name for rule in RULES}
    for rule in RULES:
        assert f"[{rule.level}]  {rule.name}  " in result.output
        assert rule.description in result.output


def test_advice_fails_nothing(violating, pack):
    """All rules made advisory, the same is found and the preview succeeds."""
    connect = {"enforcementLevel": "advisory", "stacks": ["d*"]}
    config = {"all": "advisory", "connect-authorization": connect}
    result = violating.preview(*pack(**config))

    assert found(result) == VIOLATIONS
    assert {each.level for each in result.violations} == {"advisory"}


def test_a_rule_is_switched_off_by_name(violating, pack):
    """Rules that are disabled find nothing; the others still do."""
    config = {"all": "disabled", "table-recovery": "mandatory"}
    result = violating.preview(*pack(**config), fails=True)

    assert result.violations == (Violation("table-recovery", "mandatory", "table"),)


def test_a_setting_of_a_rule_replaces_its_default(violating, pack):
    """A runtime that the configuration allows is allowed."""
    runtime = {"enforcementLevel": "mandatory", "runtimes": ["python3.8"]}
    result = violating.preview(
        *pack(**{"all": "disabled", "function-runtime": runtime})
    )

    assert result.violations == ()


def test_a_stack_that_is_not_named_may_be_open(violating, pack):
    """Whom `$connect` asks is nobody's business unless the setting names the stack."""
    connect = {"enforcementLevel": "mandatory", "stacks": ["prod"]}
    config = {"all": "disabled", "connect-authorization": connect}

    assert violating.preview(*pack(**config)).violations == ()


def test_a_compliant_program_violates_nothing(make_aws_project, pack):
    """Not even when all rules are mandatory."""
    connect = {"enforcementLevel": "mandatory", "stacks": ["dev"]}
    config = {"all": "mandatory", "connect-authorization": connect}
    result = make_aws_project(COMPLIANT).preview(*pack(**config))

    assert result.violations == ()


def test_our_own_components_keep_each_mandatory_rule(make_aws_project, pack):
    """A chat with an authorizer is deployed; what it lacks by default is advice."""
    program = CHAT.replace("pulumi.export", AUTHORIZER + "pulumi.export").replace(
        '"WebSocketTable",', '"WebSocketTable", deletion_protection=False,'
    )
    project = make_aws_project(program)
    result = project.up(*pack(**{"connect-authorization": {"stacks": ["dev"]}}))
    project.destroy()

    assert found(result) == {
        ("stage-access-logs", "MyWebSocket-stage"),
        ("table-encryption", "WebSocketTable"),
        ("table-recovery", "WebSocketTable"),
    }
    assert {each.level for each in result.violations} == {"advisory"}


def test_what_no_preview_knows_is_checked_by_the_update(make_aws_project, pack, cloud):
    """A policy that is written late passes the preview, and is never created."""
    project = make_aws_project(LATE)
    preview = project.preview(*pack())
    update = project.up(*pack(), fails=True)
    (role,) = cloud.inventory()["roles"]
    policies = cloud.client("iam").list_role_policies(RoleName=role)["PolicyNames"]
    project.destroy()

    assert preview.violations == ()
    assert found(update) == {
        ("iam-actions", "policy"),
        ("iam-callbacks", "policy"),
        ("iam-resources", "policy"),
    }
    assert policies == []


def test_the_folder_runs_as_pulumis_language_host_runs_it(violating, pack, tmp_path):
    """Given a folder, that runs `python FOLDER`: what is found is the same.

    The host that tools/pulumi_cli.py builds is too old to run one.
    """
    launcher = tmp_path / "pack"
    launcher.write_text(f'#!/bin/sh\nexec python "{PACK}" "$@"\n')
    launcher.chmod(0o755)
    result = violating.preview(*pack(path=launcher), fails=True)

    assert found(result) == VIOLATIONS - {("connect-authorization", "connect")}
