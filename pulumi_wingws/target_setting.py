"""Which target the stack's configuration says."""

from .errors import ConfigurationError

__all__ = ["TARGETS", "chosen_target"]

#: The values that ``pulumi config set target`` accepts; the first is the default.
TARGETS = ("aws", "sim")


def chosen_target(own: object, namespaced: object) -> str:
    """Return the target of a stack; AWS if the configuration has none.

    Args:
        own: the value of ``target`` in the project's own namespace, or None.
        namespaced: that of ``wingws:target``, or None.

    Raises:
        ConfigurationError: both are set, to different ones, or it is unknown.
    """
    if own is not None and namespaced is not None and own != namespaced:
        raise ConfigurationError(
            f"config has target {own!r} and wingws:target {namespaced!r}; "
            "set only one of them"
        )
    target = own or namespaced or TARGETS[0]
    if target not in TARGETS:
        raise ConfigurationError(
            f"target {target!r} is unknown; expected {' or '.join(TARGETS)}"
        )
    return str(target)
