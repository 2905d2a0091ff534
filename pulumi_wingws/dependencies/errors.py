"""What keeps a handler's packages from being put together."""

from __future__ import annotations

from wingws_runtime import WingWsError

__all__ = ["DependencyError", "MissingWheel"]


class DependencyError(WingWsError, ValueError):
    """Packages that cannot travel with a handler, or a file that names them badly.

    Attributes:
        module: the import that it is about, if it is about one.
    """

    def __init__(self, message: str, *, module: str | None = None) -> None:
        self.module = module
        super().__init__(message)


class MissingWheel(DependencyError):
    """A package of which no index has a wheel for where the handler runs.

    Attributes:
        package: its name and version, as ``numpy==2.1.0``.
        platform: where it was to run.
    """

    def __init__(self, package: str, platform: str) -> None:
        self.package = package
        self.platform = platform
        super().__init__(
            f"{package} has no wheel for {platform}; nothing is compiled here, so name "
            "a version that has one in requirements=, choose another architecture=, or "
            "use a package that needs no compiling"
        )
