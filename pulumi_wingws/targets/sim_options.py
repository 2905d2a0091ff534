"""What a stack's configuration wants of its simulator, read and checked."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import pulumi

from ..errors import ConfigurationError

__all__ = ["is_loopback", "sim_options"]

_FASTEST = 100_000
_ENDPOINT = re.compile(r"https?://([A-Za-z0-9.-]+|\[::1\])(:\d{1,5})?/?")


def sim_options() -> dict[str, Any]:
    """Return the options to start the simulator with, by its names for them.

    Raises:
        ConfigurationError: one cannot have this value.
    """
    config = pulumi.Config("wingws")
    options: dict[str, Any] = {**_settings(config)}
    if (time_scale := config.get("timeScale")) is not None:
        options["time_scale"] = _time_scale(time_scale)
    if (debug := config.get("debug")) is not None:
        options["debug"] = _debug(debug)
    if (enforce_iam := config.get("enforceIam")) is not None:
        options["enforce_iam"] = _enforce_iam(enforce_iam)
    options |= _dynamodb(config.get("dynamodb"), config.get("dynamodbProfile"))
    return options


def is_loopback(endpoint: str) -> bool:
    """Say whether an endpoint is one of this machine."""
    return urlsplit(endpoint).hostname in ("localhost", "127.0.0.1", "::1")


def _settings(config: pulumi.Config) -> Mapping[str, Any]:
    """Return what is set below ``wingws:settings``; the simulator knows the names."""
    for key in sorted(pulumi.runtime.config.CONFIG.get()):
        if key.startswith("wingws:settings."):  # one key for Pulumi, read by nobody
            raise ConfigurationError(
                f"{key} was set without --path, which makes another key of it; remove "
                f"it by `pulumi config rm {key}`, and set it with "
                f"`pulumi config set --path {key} …`"
            )
    try:
        settings = config.get_object("settings") or {}
    except pulumi.ConfigTypeError:
        settings = config.get("settings")
    if not isinstance(settings, Mapping):
        raise ConfigurationError(
            f"wingws:settings is {settings!r}; expected settings of the simulator by "
            "name, as by pulumi config set --path wingws:settings.jitter 0.5"
        )
    return settings


def _time_scale(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 1 <= number <= _FASTEST:
        raise ConfigurationError(
            f"wingws:timeScale is {text!r}; expected a number from 1 to {_FASTEST:,}, "
            "how many seconds pass for connections in a real one"
        )
    return number


def _debug(text: str) -> str:
    name, _, port = text.rpartition(":")
    if not (name and port.isdecimal() and 0 < int(port) < 65_536):
        raise ConfigurationError(
            f"wingws:debug is {text!r}; expected the name of a handler, as its log has "
            "it, a colon and a port, as in Chat-default:5678"
        )
    return text


def _enforce_iam(text: str) -> bool:
    if text not in ("true", "false"):
        raise ConfigurationError(
            f"wingws:enforceIam is {text!r}; expected true or false, whether handlers "
            "may do no more than their statements allow"
        )
    return text == "true"


def _dynamodb(endpoint: str | None, profile: str | None) -> Mapping[str, str]:
    """Return where another DynamoDB is; in clear on this machine only."""
    if endpoint is None:
        if profile is None:
            return {}
        raise ConfigurationError(
            f"wingws:dynamodbProfile is {profile!r} without wingws:dynamodb; "
            "expected the endpoint of DynamoDB that it is for"
        )
    is_here = is_loopback(endpoint)
    is_safe = is_here or endpoint.startswith("https:")
    if not _ENDPOINT.fullmatch(endpoint) or not is_safe:
        raise ConfigurationError(
            f"wingws:dynamodb is {endpoint!r}; expected an endpoint of DynamoDB, as "
            "http://127.0.0.1:8000 on this machine, or "
            "https://dynamodb.eu-central-1.amazonaws.com"
        )
    if profile or is_here:
        options = {"dynamodb": endpoint, "dynamodb_profile": profile}
        return {name: value for name, value in options.items() if value}
    raise ConfigurationError(
        f"wingws:dynamodb is {endpoint!r}, which asks for credentials; expected "
        "wingws:dynamodbProfile beside it, the name of a profile of AWS's CLI"
    )
