"""
boto3 clients, made when first used and kept for the environment's life.

boto3 itself is imported then too: a handler that calls nothing starts without it.
"""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import Any

__all__ = ["client"]

CONNECTIONS = 32
"""How many calls of a client may be under way at a time."""

_making = Lock()  # a session of boto3 makes one client at a time


@cache
def client(
    service: str, endpoint: str | None = None, *, is_urgent: bool = False
) -> Any:
    """
    Return the boto3 client of `service`.

    Args:
        service: boto3's name of the service.
        endpoint: The URL to talk to; None for AWS's own, or the one that
            ``AWS_ENDPOINT_URL_…`` names.
        is_urgent: Whether a call is made once, and given up after two seconds without a
            connection.
    """
    import boto3
    from botocore.config import Config

    config = Config(max_pool_connections=CONNECTIONS)
    if is_urgent:
        once = Config(connect_timeout=2, retries={"total_max_attempts": 1})
        config = config.merge(once)
    with _making:
        return boto3.client(service, endpoint_url=endpoint, config=config)
