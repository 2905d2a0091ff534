"""The URL of a WebSocket, signed with AWS credentials as ``auth="iam"`` asks for.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html
"""

import re
from typing import Any

from pulumi_wingws.errors import ConfigurationError

__all__ = ["own_credentials", "region_of", "signed"]

_LIFETIME = 60
"""Seconds in which the handshake has to begin."""

_HOST = re.compile(r"^wss?://[^/]+\.execute-api\.([a-z0-9-]+)\.amazonaws\.com")


def signed(url: str, credentials: Any, region: str) -> str:
    """Return the URL with a signature in its query, as browsers have to send it.

    Args:
        credentials: botocore's.
    """
    from botocore.auth import SigV4QueryAuth
    from botocore.awsrequest import AWSRequest

    scheme, _, rest = url.partition("://")
    http = {"ws": "http", "wss": "https"}[scheme]
    request = AWSRequest("GET", f"{http}://{rest}")
    SigV4QueryAuth(credentials, "execute-api", region, _LIFETIME).add_auth(request)
    return f"{scheme}://{str(request.url).partition('://')[2]}"


def own_credentials() -> Any:
    """Return the credentials that any AWS SDK would find here.

    Raises:
        ConfigurationError: there are none.
    """
    import boto3

    credentials = boto3.Session().get_credentials()
    if credentials is None:
        raise ConfigurationError(
            "there are no AWS credentials to sign with; run `aws configure`, set "
            'AWS_PROFILE, or `eval "$(wingws env)"` for the simulator'
        )
    return credentials.get_frozen_credentials()


def region_of(url: str) -> str:
    """Return the region of an API: that of its host name, else that of the shell.

    Raises:
        ConfigurationError: there is neither.
    """
    import boto3

    if found := _HOST.match(url):
        return found[1]
    region = boto3.Session().region_name
    if region is None:
        raise ConfigurationError(f"{url!r} names no region to sign for; set AWS_REGION")
    return str(region)
