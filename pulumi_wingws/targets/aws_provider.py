"""Imports the AWS provider's package, an extra, or says how to get it."""

from ..errors import ConfigurationError

try:
    import pulumi_aws as aws
except ModuleNotFoundError as missing:
    raise ConfigurationError(
        "target 'aws' needs the AWS provider's package; "
        "run `pip install 'pulumi-wingws[aws]'`"
    ) from missing

__all__ = ["aws"]
