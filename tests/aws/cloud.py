"""What stands for AWS: moto, in a process of its own."""

import subprocess
import sys
import urllib.request
from pathlib import Path

import boto3

__all__ = ["Cloud"]

_REGION = "eu-central-1"
_MOTO = Path(__file__).parent / "moto_process.py"


class Cloud:
    """An AWS account that is empty at first, and ends with `close`."""

    region = _REGION

    def __init__(self):
        self._process = subprocess.Popen(
            [sys.executable, _MOTO], stdout=subprocess.PIPE, text=True
        )
        self.url = f"http://127.0.0.1:{self._process.stdout.readline().strip()}"

    @property
    def environment(self):
        """The variables by which AWS's SDKs find the account."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def client(self, service, region=_REGION):
        """Return a stock boto3 client of a service of the account."""
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.url,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )

    def download(self, path):
        """Return what moto has no API for, see `moto_process.py`."""
        with urllib.request.urlopen(f"{self.url}/{path}") as answer:
            return answer.read()

    def inventory(self):
        """Return the names of all that there is, as {noun: names}."""
        functions = self.client("lambda")
        keys = self.client("apigateway")
        return {
            "API keys": _each(keys.get_api_keys(), "items", "name"),
            "usage plans": _each(keys.get_usage_plans(), "items", "name"),
            "domains": _each(
                self.client("apigatewayv2").get_domain_names(), "Items", "DomainName"
            ),
            "alarms": _each(
                self.client("cloudwatch").describe_alarms(), "MetricAlarms", "AlarmName"
            ),
            "apis": _each(self.client("apigatewayv2").get_apis(), "Items", "Name"),
            "functions": _each(functions.list_functions(), "Functions", "FunctionName"),
            "layers": _each(functions.list_layers(), "Layers", "LayerName"),
            "log groups": _each(
                self.client("logs").describe_log_groups(), "logGroups", "logGroupName"
            ),
            "parameters": _each(
                self.client("ssm").describe_parameters(), "Parameters", "Name"
            ),
            "roles": _each(self.client("iam").list_roles(), "Roles", "RoleName"),
            "tables": self.client("dynamodb").list_tables()["TableNames"],
        }

    def close(self):
        """End the process."""
        self._process.terminate()
        self._process.communicate()


def _each(answer, items, name):
    return [item[name] for item in answer[items]]
