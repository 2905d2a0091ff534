"""
What Lambda allows, and what one machine can stand in for.

https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True)
class Limits:
    """
    Limits of the Lambda service.

    Attributes:
        concurrency: Invocations that may run at once; AWS's default for an account.
            One more is throttled.
        environments: Processes that one function may have at once, this machine's
            stand-in for the thousand above: further invocations wait for one.
        keep_warm: How long an environment stays without an event, in seconds. AWS does
            not say; what people observe is five minutes to fifteen.
        init_timeout: How long importing a function's code may take.
        payload_size: The longest event or result, in bytes of JSON.
        event_size: The longest event that nobody waits for the result of.
    """

    concurrency: int = 1000
    environments: int = 32
    keep_warm: float = 600.0
    init_timeout: float = 10.0
    payload_size: int = 6 * 1024 * 1024
    event_size: int = 1024 * 1024
