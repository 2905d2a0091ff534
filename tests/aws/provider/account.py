"""The account and region that a provider is configured for."""

import functools

import boto3

from tests.aws.provider.conflicts import Conflicts

__all__ = ["Account"]


class Account:
    """Makes clients and ARNs of one region."""

    def __init__(self, region):
        self.region = region
        self.partition = boto3.Session().get_partition_for_region(region)
        self.conflicts = Conflicts()
        self.client = functools.cache(self._client)

    def _client(self, service):
        client = boto3.client(service, region_name=self.region)
        if service == "apigatewayv2":
            self.conflicts.afflict(client)
        return client

    @functools.cached_property
    def number(self):
        """The account's number, which the credentials decide."""
        return self.client("sts").get_caller_identity()["Account"]

    @property
    def domain(self):
        """What the names of AWS's own hosts end with."""
        return "amazonaws.com.cn" if self.partition == "aws-cn" else "amazonaws.com"

    def arn(self, service, resource):
        """Return the ARN of a resource of this account."""
        prefix = f"arn:{self.partition}:{service}:{self.region}"
        return f"{prefix}:{self.number}:{resource}"

    def invoke_arn(self, function_arn):
        """Return what an integration with a function has for its URI."""
        functions = f"lambda:path/2015-03-31/functions/{function_arn}"
        return f"arn:{self.partition}:apigateway:{self.region}:{functions}/invocations"
