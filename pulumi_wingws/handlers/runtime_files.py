"""The runtime package that travels in every artifact, and the names it offers."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import wingws_runtime

__all__ = ["is_offered", "is_runtime_name", "is_runtime_value", "runtime_files"]


def is_runtime_name(name: str) -> bool:
    """Tell whether wingws_runtime offers a name to handlers."""
    return name.partition(".")[0] in wingws_runtime.__all__


def is_offered(module: str, name: str) -> bool:
    """Tell whether handlers may use a name of a module of ours, or of Pulumi's own."""
    if module == "pulumi":
        return name == "Config"
    return module in {"pulumi_wingws", "wingws_runtime"} and is_runtime_name(name)


def is_runtime_value(value: object) -> bool:
    """Tell whether a class or function of ours has a twin of that name at run time."""
    return is_runtime_name(getattr(value, "__name__", ""))


@cache
def runtime_files() -> dict[str, bytes]:
    """Read the runtime's files, by the paths they have in an artifact."""
    folder = Path(wingws_runtime.__file__).parent
    return {
        f"wingws_runtime/{file.relative_to(folder).as_posix()}": file.read_bytes()
        for file in sorted(folder.rglob("*.py"))
    }
