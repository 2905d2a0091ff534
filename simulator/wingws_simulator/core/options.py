"""What whoever starts a simulator may want otherwise than AWS has it."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from .faults import Faults
from .function_config import FunctionConfig
from .lambda_limits import Limits
from .settings import Settings

__all__ = ["Options", "OptionsError", "check_time_scale", "parse_options"]

_FASTEST = 100_000
_DAY = 86_400.0
_KINDS = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}


class OptionsError(ValueError):
    """An option that there isn't, or a value that it cannot have."""


def check_time_scale(value: object) -> float:
    """
    Return it, if time can run so fast.

    Raises:
        OptionsError: It cannot.

    """
    if isinstance(value, int | float) and 1 <= value <= _FASTEST:
        return float(value)
    raise OptionsError(
        f"option time_scale is {value!r}; expected a number from 1 to {_FASTEST:,}"
    )


@dataclass(frozen=True)
class Options:
    """
    The options of a simulator.

    Attributes:
        time_scale: How many seconds pass for connections and tables in a real one, so
            that ten idle minutes, two hours and a time to live are over sooner.
            Handlers take real time.
        debug: `NAME:PORT` lets a debugger attach at this port to the function with
            this name, and turns its timeouts off; empty for none.
        enforce_iam: Whether functions may do no more than their statements allow.
        jitter_seed: Chooses the order of messages under `jitter`: the same seed, the
            same order.
        allowed_origins: Origins of web pages that may connect, with spaces between
            them; empty for all, as on AWS.
        dynamodb: URL of another DynamoDB, which has the tables; empty for none.
        dynamodb_profile: Profile of AWS's CLI whose credentials that one takes; empty
            for DynamoDB Local, which takes any.
        settings: API Gateway's numbers.
        limits: Lambda's numbers.
        faults: What goes wrong on demand, from the start.

    Raises:
        OptionsError: If one has a value that it cannot have.

    """

    time_scale: float = 1.0
    debug: str = ""
    enforce_iam: bool = True
    jitter_seed: int = 0
    allowed_origins: str = ""
    dynamodb: str = ""
    dynamodb_profile: str = ""
    settings: Settings = field(default_factory=Settings)
    limits: Limits = field(default_factory=Limits)
    faults: Faults = field(default_factory=Faults)

    def __post_init__(self) -> None:
        check_time_scale(self.time_scale)
        name, _, port = self.debug.rpartition(":")
        if self.debug and not (name and port.isdecimal() and 0 < int(port) < 65_536):
            raise OptionsError(
                f"option debug is {self.debug!r}; expected the name of a function, "
                "as its log has it, a colon and a port"
            )

    @property
    def origins(self) -> frozenset[str] | None:
        """The allowed origins; None for all."""
        return frozenset(self.allowed_origins.split()) or None

    @property
    def api_settings(self) -> Settings:
        """API Gateway's numbers; it has a day's patience with who is debugged."""
        if not self.debug:
            return self.settings
        return replace(self.settings, integration_timeout=_DAY, authorizer_timeout=_DAY)

    def debugged(self, config: FunctionConfig) -> FunctionConfig:
        """Return a function as it is to run: if it is debugged, that way."""
        name, _, port = self.debug.rpartition(":")
        if config.name != name:
            return config
        return replace(config, debug_port=int(port), timeout=_DAY)


def parse_options(given: Mapping[str, object]) -> Options:
    """
    Read options as JSON has them, by name.

    Those of `Settings`, `Limits` and `Faults` stand beside them.

    Raises:
        OptionsError: There is no such option, or it cannot have this value.

    """
    defaults: dict[type, dict[str, Any]] = {
        kind: {each.name: each.default for each in fields(kind)}
        for kind in (Options, Settings, Limits, Faults)
    }
    known = {
        name: default
        for each in defaults.values()
        for name, default in each.items()
        if type(default) in _KINDS
    }
    for name, value in given.items():
        if name not in known:
            raise OptionsError(
                f"option {name!r} is unknown; expected one of {', '.join(known)}"
            )
        if not _fits(value, type(known[name])):
            raise OptionsError(
                f"option {name} is {value!r}; expected {_KINDS[type(known[name])]}"
            )

    def chosen(kind: type) -> dict[str, Any]:
        # All of Pulumi's numbers are floats, or texts.
        return {
            name: type(known[name])(_number(value, type(known[name])))
            for name, value in given.items()
            if name in defaults[kind]
        }

    try:
        faults = Faults(**chosen(Faults))
    except ValueError as exc:
        raise OptionsError(str(exc)) from exc
    return Options(
        **chosen(Options),
        settings=Settings(**chosen(Settings)),
        limits=Limits(**chosen(Limits)),
        faults=faults,
    )


def _number(value: object, kind: type) -> object:
    """Return the number that a text is, where one is wanted; anything else as it is."""
    if isinstance(value, str) and kind in (int, float):
        with contextlib.suppress(ValueError):
            return float(value)
    return value


def _fits(value: object, kind: type) -> bool:
    """Say whether a JSON value can be an option of this kind; none is negative."""
    value = _number(value, kind)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return isinstance(value, kind)
    return value >= 0 and (kind is float or (kind is int and float(value).is_integer()))
