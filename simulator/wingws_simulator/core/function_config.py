"""Describes a Lambda function, and what its environments see of the description."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["FunctionConfig", "lambda_variables"]

NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class FunctionConfig:
    """
    A Lambda function.

    Attributes:
        name: 1 to 64 letters, digits, hyphens and underscores.
        artifact: The absolute path of the folder that holds its code.
        layers: The absolute paths of the folders of its layers.
        arn: Its ARN, which also says the region.
        handler: The module and the name in it, as Lambda writes it.
        timeout: How long one invocation may take.
        memory_size: How much memory an environment has, in MB.
        environment: Its variables.
        reserved_concurrency: How many invocations may run at once, None for as many as
            the account's other functions leave.
        revision: Another number replaces its environments, though nothing else differs.
        debug_port: Where a debugger attaches to its environment, of which there is
            then one at a time.

    Raises:
        ValueError: If Lambda would not take the name.
    """

    name: str
    artifact: Path
    arn: str
    layers: tuple[Path, ...] = ()
    handler: str = "index.handler"
    timeout: float = 29.0
    memory_size: int = 1024
    environment: Mapping[str, str] = field(default_factory=dict)
    reserved_concurrency: int | None = None
    revision: int = 0
    debug_port: int | None = None

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ValueError(
                f"function name {self.name!r} is invalid; "
                "expected 1 to 64 letters, digits, hyphens and underscores"
            )

    @property
    def region(self) -> str:
        """The region in the ARN."""
        return self.arn.split(":")[3]

    @property
    def log_group_name(self) -> str:
        """The name of the log group that AWS would log to."""
        return f"/aws/lambda/{self.name}"


def lambda_variables(
    config: FunctionConfig, *, log_stream_name: str, python: str
) -> dict[str, str]:
    """
    Return a function's environment variables, and those that Lambda itself sets.

    A function's own come before Lambda's if Lambda has not reserved the name.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html

    Args:
        config: The function.
        log_stream_name: The environment's log stream.
        python: Python's version as in ``3.11``.
    """
    return {
        "LANG": "en_US.UTF-8",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "TZ": ":UTC",
        **config.environment,
        "_HANDLER": config.handler,
        "AWS_DEFAULT_REGION": config.region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_python{python}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(config.memory_size),
        "AWS_LAMBDA_FUNCTION_NAME": config.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": config.log_group_name,
        "AWS_LAMBDA_LOG_STREAM_NAME": log_stream_name,
        "AWS_REGION": config.region,
        "LAMBDA_TASK_ROOT": str(config.artifact),
        # Lambda has no home folder and no metadata service; without these, boto3
        # would look for both on the machine that the simulator runs on.
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    }
