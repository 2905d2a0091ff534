"""Environment variables that users give functions, beside ours, ``WINGWS``.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

import re
from collections.abc import Awaitable, Mapping
from functools import partial
from typing import Any, TypeAlias

import pulumi

from .errors import ConfigurationError

__all__ = ["Environment", "check_environment"]

Environment: TypeAlias = Mapping[str, pulumi.Input[str]]
"""Variables by name: texts, or Outputs of texts."""

# https://docs.aws.amazon.com/lambda/latest/api/API_Environment.html
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]+")

# "Defined runtime environment variables" of the page above; LANG, PATH and TZ are not
# reserved.
_RESERVED = frozenset(
    {
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
        "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_DEFAULT_REGION",
        "AWS_EXECUTION_ENV",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "LAMBDA_RUNTIME_DIR",
        "LAMBDA_TASK_ROOT",
    }
)
_RESERVED_PREFIX = "AWS_LAMBDA_"


def check_environment(environment: object) -> dict[str, pulumi.Output[str]]:
    """Hold variables against what Lambda takes, and return what changes no more.

    Raises:
        ConfigurationError: a name that Lambda or wingws would refuse, or a value that
            is no text.
    """
    if not isinstance(environment, Mapping):
        raise ConfigurationError(
            f"environment {environment!r} is not allowed; "
            "expected a dict like {'LEVEL': 'debug'}"
        )
    return {_checked(name): _late(name, each) for name, each in environment.items()}


def _checked(name: object) -> str:
    if name == "WINGWS":
        raise _not_allowed(name, "one that wingws does not set itself")
    if not isinstance(name, str):
        raise _not_allowed(name, "text")
    if name in _RESERVED or name.startswith(_RESERVED_PREFIX):
        raise _not_allowed(name, "one that Lambda does not set itself")
    if not _NAME.fullmatch(name):
        raise _not_allowed(
            name, "a letter, and then one or more letters, digits or underscores"
        )
    return name


def _not_allowed(name: object, expected: str) -> ConfigurationError:
    return ConfigurationError(
        f"name {name!r} of an environment variable is not allowed; expected {expected}"
    )


def _late(name: str, value: Any) -> pulumi.Output[str]:
    """Return a value as an Output: an awaitable can be awaited only once."""
    if not isinstance(value, str | pulumi.Output | Awaitable):
        raise ConfigurationError(
            f"value {value!r} of environment variable {name!r} is not allowed; "
            "expected text, or an Output of text"
        )
    given: pulumi.Output[Any] = pulumi.Output.from_input(value)
    return given.apply(partial(_text, name))


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    # Without the value, which may be a secret.
    raise ConfigurationError(
        f"the Output of environment variable {name!r} is of type "
        f"{type(value).__name__}; expected text"
    )
