"""What an account's API Gateway has for all of its APIs."""

from tests.aws.provider.refusals import Refused

__all__ = ["GatewayAccount", "check_may_log"]

_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"


class GatewayAccount:
    """`apigateway.Account`, of which there is always one; deleting it resets it."""

    replaces = frozenset()
    has_random_name = False

    def create(self, account, inputs):
        self._set(account, inputs["cloudwatchRoleArn"])
        return "api-gateway-account", {}

    def read(self, account, id_, olds):
        now = account.client("apigateway").get_account()
        return {"cloudwatchRoleArn": now.get("cloudwatchRoleArn")}

    def update(self, account, id_, olds, inputs):
        self._set(account, inputs["cloudwatchRoleArn"])
        return {}

    def delete(self, account, id_, olds):
        self._set(account, "")

    def _set(self, account, role_arn):
        if role_arn:
            _check_role(account, role_arn)
        change = {"op": "replace", "path": "/cloudwatchRoleArn", "value": role_arn}
        account.client("apigateway").update_account(patchOperations=[change])


def check_may_log(account):
    """Refuse logs in an account whose API Gateway has no role to write them with."""
    if not account.client("apigateway").get_account().get("cloudwatchRoleArn"):
        raise Refused(
            "BadRequestException: CloudWatch Logs role ARN must be set in account "
            "settings to enable logging"
        )


def _check_role(account, arn):
    """Refuse a role that API Gateway may not assume, or that may write no logs."""
    iam, name = account.client("iam"), arn.rpartition("/")[2]
    trust = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    (who,) = trust["Statement"]
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    policies = [each["PolicyArn"] for each in attached]
    if who["Principal"] != {"Service": "apigateway.amazonaws.com"}:
        raise Refused(f"BadRequestException: API Gateway may not assume role {arn}")
    if policies != [_POLICY]:
        raise Refused(
            "BadRequestException: The role ARN does not have required permissions "
            f"configured: {policies}; expected {_POLICY}"
        )
