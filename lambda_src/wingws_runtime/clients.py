"""
boto3 clients, made when first used and kept for the environment's life.

boto3 itself is imported then too: a handler that calls nothing starts without it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

__all__ = ["client"]


@cache
def client(
    service: str, endpoint: str | None = None, attempts: int | None = None
) -> Any:
    """
    Return the boto3 client of `service`.

    Args:
        service: boto3's name of the service.
        endpoint: The URL to talk to; None for AWS's own, or the one that
            ``AWS_ENDPOINT_URL_…`` names.
        attempts: How often a call is made at most; by default as often as boto3 does.
    """
    import boto3
    from botocore.config import Config

    retries = {} if attempts is None else {"total_max_attempts": attempts}
    config = Config(retries=retries) if retries else None
    return boto3.client(service, endpoint_url=endpoint, config=config)
