"""
The second argument of a Lambda handler.

https://docs.aws.amazon.com/lambda/latest/dg/python-context.html
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

__all__ = ["LambdaContext"]


class LambdaContext:
    """
    What Lambda tells a handler about the invocation.

    The names, and that a memory size is a str, are AWS's.
    """

    def __init__(
        self,
        variables: Mapping[str, str],
        *,
        request_id: str,
        function_arn: str,
        deadline: float,
    ) -> None:
        self.aws_request_id = request_id
        self.invoked_function_arn = function_arn
        self.function_name = variables["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = variables["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = variables["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = variables["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.client_context: Any = None
        self.identity = SimpleNamespace(
            cognito_identity_id=None, cognito_identity_pool_id=None
        )
        self._deadline = deadline

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the invocation may still take, in milliseconds."""
        return max(0, int((self._deadline - time.time()) * 1000))
