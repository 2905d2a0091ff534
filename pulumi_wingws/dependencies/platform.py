"""Where packages are to run: this computer, or a function of Lambda."""

from __future__ import annotations

import platform as this_computer
import sys
import sysconfig
from dataclasses import dataclass
from typing import Literal, cast

from packaging.markers import default_environment

__all__ = ["ARCHITECTURES", "Architecture", "Platform", "function_platform"]

Architecture = Literal["arm64", "x86_64"]
"""The processors of Lambda's functions."""

#: Lambda's architectures, as the names of wheels say them.
ARCHITECTURES = {"arm64": "aarch64", "x86_64": "x86_64"}

# The C library of a runtime says which wheels it can load: Amazon Linux 2 has glibc
# 2.26, but of 2.18 to 2.26 no tool knows wheels; Amazon Linux 2023 has glibc 2.34.
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
_AMAZON_LINUX_2 = {"3.8", "3.9", "3.10", "3.11"}
_GLIBC_OF_AL2 = 17
_GLIBC_OF_AL2023 = 34
_OLDEST_GLIBC = {"aarch64": 17, "x86_64": 5}
_OLD_NAMES = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}


@dataclass(frozen=True)
class Platform:
    """A version of Python on a kind of machine.

    Attributes:
        machine: as wheels name it, ``aarch64``.
        python: major and minor version, ``3.11``.
        glibc: the newest minor version of glibc 2 that wheels may ask for; None for
            this very interpreter, whatever it can load.
    """

    machine: str
    python: str
    glibc: int | None = None

    @classmethod
    def here(cls) -> Platform:
        """Return the platform of the running interpreter."""
        python = "{}.{}".format(*sys.version_info)
        return cls(this_computer.machine(), python)

    @property
    def is_here(self) -> bool:
        """Whether it is the running interpreter's."""
        return self.glibc is None

    @property
    def tag(self) -> str:
        """A name by which two platforms differ if their packages may."""
        if self.is_here:
            return f"{sys.implementation.cache_tag}-{sysconfig.get_platform()}"
        return f"cpython-{self.python}-manylinux_2_{self.glibc}_{self.machine}"

    @property
    def wheel_tags(self) -> list[str]:
        """The platform tags of wheels that Lambda can load, best first (PEP 600)."""
        assert self.glibc is not None
        tags = []
        for minor in range(self.glibc, _OLDEST_GLIBC[self.machine] - 1, -1):
            tags.append(f"manylinux_2_{minor}_{self.machine}")
            if minor in _OLD_NAMES:
                tags.append(f"{_OLD_NAMES[minor]}_{self.machine}")
        return tags

    @property
    def markers(self) -> dict[str, str]:
        """The variables of environment markers (PEP 508)."""
        own = cast("dict[str, str]", default_environment())
        if self.is_here:
            return own
        return own | {
            "implementation_name": "cpython",
            "implementation_version": f"{self.python}.0",
            "os_name": "posix",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": "Linux",
            "platform_version": "",
            "python_full_version": f"{self.python}.0",
            "python_version": self.python,
            "sys_platform": "linux",
        }

    def __str__(self) -> str:
        if self.is_here:
            system = f"this computer ({sysconfig.get_platform()})"
        else:
            names = {machine: name for name, machine in ARCHITECTURES.items()}
            system = f"Lambda on {names[self.machine]}"
        return f"{system} with Python {self.python}"


def function_platform(architecture: Architecture, python: str) -> Platform:
    """Return where a function runs.

    Args:
        architecture: its processor.
        python: major and minor version of its runtime.
    """
    glibc = _GLIBC_OF_AL2 if python in _AMAZON_LINUX_2 else _GLIBC_OF_AL2023
    return Platform(ARCHITECTURES[architecture], python, glibc)
