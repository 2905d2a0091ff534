"""What a first preview on AWS lacks, one sentence each.

Run by the provider's ``check`` and not by the program: the engine shows its findings
without a traceback, and a program under mocks needs no credentials.
"""

from collections.abc import Mapping
from typing import Any

__all__ = ["aws_problems"]


def aws_problems(inputs: Mapping[str, Any]) -> list[str]:
    """Say which of region and credentials the default provider will not find.

    Args:
        inputs: of the stack's target: ``default_provider`` (whether any component uses
            it), ``region``, ``profile`` and ``has_keys`` as configured under ``aws:``.
    """
    if not inputs.get("default_provider"):
        return []
    import boto3
    from botocore.exceptions import BotoCoreError

    try:
        session = boto3.Session(
            profile_name=inputs.get("profile") or None,
            region_name=inputs.get("region") or None,
        )
        region, credentials = session.region_name, session.get_credentials()
    except BotoCoreError as exc:
        return [f"{exc}; name one with `pulumi config set aws:profile`"]
    problems = []
    if region is None:
        problems.append("no AWS region; run `pulumi config set aws:region us-east-1`")
    if credentials is None and not inputs.get("has_keys"):
        problems.append(
            "no AWS credentials; run `aws configure`, or set AWS_PROFILE or "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        )
    return problems
