"""What kind of value an option takes."""

from collections.abc import Collection

from .errors import ConfigurationError

__all__ = ["check_choice", "check_flag", "check_instance"]


def check_choice(option: str, value: object, allowed: Collection[str]) -> None:
    """Refuse what is none of some texts."""
    if value not in allowed:
        raise ConfigurationError(
            f"{option} {value!r} is not allowed; "
            f"expected {' or '.join(map(repr, allowed))}"
        )


def check_flag(option: str, value: object) -> None:
    """Refuse what is neither yes nor no."""
    if not isinstance(value, bool):
        raise ConfigurationError(
            f"{option} {value!r} is not allowed; expected True or False"
        )


def check_instance(option: str, value: object, kind: type, example: str) -> None:
    """Refuse what is neither None nor of a class, of which `example` shows one."""
    if value is not None and not isinstance(value, kind):
        raise ConfigurationError(
            f"{option} {value!r} is not allowed; expected {example}"
        )
