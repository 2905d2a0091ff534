"""What target ``aws`` sets for all APIs of an account and region."""

import pulumi

from ..naming import child_name
from ..permissions import API_GATEWAY_TRUST
from .api_specs import Resources
from .aws_provider import aws

__all__ = ["make_account_logging"]

_POLICY = "policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"


def make_account_logging(resource_name: str, opts: pulumi.ResourceOptions) -> Resources:
    """Make the role with which API Gateway writes logs, and tell it so.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
    """
    role = aws.iam.Role(
        child_name(resource_name, "role"),
        assume_role_policy=pulumi.Output.json_dumps(API_GATEWAY_TRUST),
        opts=opts,
    )
    policy = aws.iam.RolePolicyAttachment(
        child_name(resource_name, "policy"),
        role=role.name,
        # A policy of AWS's own, in the role's partition.
        policy_arn=role.arn.apply(
            lambda arn: f"arn:{arn.split(':')[1]}:iam::aws:{_POLICY}"
        ),
        opts=opts,
    )
    account = aws.apigateway.Account(
        child_name(resource_name, "account"),
        cloudwatch_role_arn=role.arn,
        # API Gateway takes no role that may not write logs.
        opts=pulumi.ResourceOptions.merge(
            opts, pulumi.ResourceOptions(depends_on=[policy])
        ),
    )
    return {"role": role, "policy": policy, "account": account}
