"""What a first preview on AWS lacks, one sentence each.

Run by the provider's ``check`` and not by the program: the engine shows its findings
without a traceback, and a program under mocks needs no credentials.
"""

import os
from collections.abc import Mapping
from typing import Any

__all__ = ["aws_problems"]


def aws_problems(inputs: Mapping[str, Any]) -> list[str]:
    """Say which of region and credentials the default provider will not find.

    Args:
        inputs: of the stack's target: ``default_provider`` (whether any component uses
            it), ``region``, ``profile`` and ``has_credentials`` as configured under
            ``aws:``.
    """
    if not inputs.get("default_provider"):
        return []
    from botocore.exceptions import BotoCoreError, ProfileNotFound
    from botocore.session import Session

    # Who configured credentials needs no profile, which may be in a file of their own.
    profile = None if inputs.get("has_credentials") else inputs.get("profile")
    session = Session(profile=profile or None)
    try:
        return [*_region_problems(session, inputs), *_key_problems(session, inputs)]
    except ProfileNotFound:
        known = ", ".join(session.available_profiles) or "none"
        return [
            f"AWS profile {session.profile!r} is unknown; known are {known}. Make it "
            f"with `aws configure --profile {session.profile}`, or name another with "
            "`pulumi config set aws:profile`"
        ]
    except BotoCoreError as exc:
        return [f"the AWS settings of this machine cannot be read: {exc}"]


def _region_problems(session: Any, inputs: Mapping[str, Any]) -> list[str]:
    # The provider reads AWS_REGION, which botocore does not know.
    if (
        inputs.get("region")
        or os.environ.get("AWS_REGION")
        or session.get_config_variable("region")
    ):
        return []
    return ["no AWS region; run `pulumi config set aws:region us-east-1`, or another"]


def _key_problems(session: Any, inputs: Mapping[str, Any]) -> list[str]:
    # The last place that botocore looks at is EC2's metadata service. Where a network
    # swallows the question, it gives up after two seconds; then we refuse anyway.
    if inputs.get("has_credentials") or session.get_credentials():
        return []
    return [
        "no AWS credentials; run `aws configure`, or set AWS_PROFILE or "
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    ]
