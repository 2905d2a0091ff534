"""AWS's `ConflictException` of API Gateway, and the provider's patience with it.

AWS refuses a change of an API while it performs another one, and says to try again.
terraform-provider-aws tries again, for all of API Gateway v2, since June 2024 (its pull
request 37902); so `pulumi_aws` 7, which the package requires and which is made of it,
does too.
"""

import io
from itertools import count

from botocore.awsrequest import AWSResponse
from urllib3 import HTTPResponse

__all__ = ["Conflicts"]

_EVERY = 7
_PATIENCE = 0.01  # seconds
_ATTEMPTS = 25
_MESSAGE = (
    "Unable to complete operation due to concurrent modification. "
    "Please try again later."
)


class Conflicts:
    """Answers every seventh change of an API with a conflict; who asks tries again.

    Attributes:
        count: how many there were.
    """

    def __init__(self):
        self.count = 0
        self._changes = count(1)

    def afflict(self, client):
        """Let a client of `apigatewayv2` see conflicts."""
        client.meta.events.register("before-send.apigatewayv2", self._refuse)
        client.meta.events.register("needs-retry.apigatewayv2", self._try_again)

    def _refuse(self, request, **_):
        if request.method == "GET" or next(self._changes) % _EVERY:
            return None
        self.count += 1
        headers = {"x-amzn-ErrorType": "ConflictException"}
        body = io.BytesIO(f'{{"message": "{_MESSAGE}"}}'.encode())
        raw = HTTPResponse(body, headers, 409, preload_content=False)
        return AWSResponse(request.url, 409, headers, raw)

    def _try_again(self, response, attempts, **_):
        if response is None or attempts == _ATTEMPTS:
            return None
        error = response[1].get("Error", {})
        return _PATIENCE if error.get("Message") == _MESSAGE else None
