"""
boto3 clients, made when first used and kept for the environment's life.

boto3 itself is imported then too: a handler that calls nothing starts without it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

__all__ = ["client"]


@cache
def client(service: str, endpoint: str | None = None) -> Any:
    """
    Return the boto3 client of `service`.

    Args:
        service: boto3's name of the service.
        endpoint: The URL to talk to; None for AWS's own, or the one that
            ``AWS_ENDPOINT_URL_…`` names.
    """
    import boto3

    return boto3.client(service, endpoint_url=endpoint)
