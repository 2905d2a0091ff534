"""The stack's configuration as handlers read it: ``pulumi.Config`` inside of them."""

from functools import partial

import pulumi
from pulumi.config import ConfigMissingError, ConfigTypeError
from pulumi.runtime.config import is_config_secret

from .handlers import Configuration

__all__ = ["configuration_of"]

_GETTERS = frozenset(
    name for name in vars(pulumi.Config) if name.startswith(("get", "require"))
)


def configuration_of(config: pulumi.Config) -> Configuration:
    """Tell the slicer what a ``pulumi.Config`` is to handlers."""
    return Configuration("Config", config.name, _GETTERS, partial(_read, config))


def _read(config: pulumi.Config, getter: str, key: str) -> pulumi.Output[str | None]:
    """Return the text of a key, as a secret if the stack or the getter says so.

    Raises:
        ValueError: the getter fails, in Pulumi's words.
    """
    full_key = config.full_key(key)
    is_secret = "secret" in getter or is_config_secret(full_key)
    try:
        getattr(config, getter)(key)
    except ConfigMissingError as exc:
        raise ValueError(str(exc)) from exc
    except ConfigTypeError as exc:
        value = "value" if is_secret else f"value '{exc.value}'"
        option = " --secret" if is_secret else ""
        raise ValueError(
            f"Configuration '{full_key}' {value} is not a valid '{exc.expect_type}'\n"
            "please set another value using the command "
            f"`pulumi config set{option} {full_key} <value>`"
        ) from None
    text = config.get(key)
    return pulumi.Output.secret(text) if is_secret else pulumi.Output.from_input(text)
