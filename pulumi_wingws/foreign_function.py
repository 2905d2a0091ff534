"""The environment of a function that is not ours, but acts on our components."""

from typing import Any

import pulumi

from .capturable import Capturable
from .captures import Captures
from .errors import ConfigurationError

__all__ = ["environment_for"]


def environment_for(*components: Capturable) -> dict[str, pulumi.Output[str]]:
    """Return the environment variables of a function that is not ours.

    In it, ``wingws_runtime.WebSocket("Chat")`` and ``wingws_runtime.DynamodbTable``
    are then what handlers of ours have. What its role may do, ``grant`` of each
    component says.

    Args:
        components: every ``WebSocket`` and ``DynamodbTable`` that it uses, since all
            of them are in one variable.

    Raises:
        ConfigurationError: none, something else, or two of one kind and name.
    """
    if not components:
        raise ConfigurationError(
            "environment_for() is of no component; expected each that the function uses"
        )
    document: dict[str, dict[str, Any]] = {}
    for component in components:
        if not isinstance(component, Capturable):
            raise ConfigurationError(
                f"environment_for() of {type(component).__name__} is not allowed; "
                "expected WebSockets and DynamodbTables"
            )
        section = document.setdefault(component._environment_section, {})
        if component.name in section:
            raise ConfigurationError(
                f"environment_for() has two {component._environment_section} named "
                f"{component.name!r}; a function can tell them by their names only"
            )
        section[component.name] = component._environment_entry()
    return {"WINGWS": Captures(plain=document, secret={}).environment([], [])}
