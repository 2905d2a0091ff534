"""Where programs can be deployed from."""

from .errors import ConfigurationError

__all__ = ["check_platform"]


def check_platform(platform: str) -> None:
    """Refuse Windows by itself.

    Args:
        platform: as ``sys.platform`` names it.

    Raises:
        ConfigurationError: it is Windows.
    """
    if platform == "win32":
        raise ConfigurationError(
            "Windows is not supported by itself; "
            "run Pulumi inside WSL2, with the project in its Linux file system"
        )
