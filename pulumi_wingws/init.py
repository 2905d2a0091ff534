"""``on_init``: what every function of the program does first, once per cold start."""

from collections.abc import Callable
from typing import Any, TypeVar

from .program import Program

__all__ = ["InitFunction", "on_init"]

InitFunction = TypeVar("InitFunction", bound=Callable[[], Any])


def on_init(function: InitFunction, /) -> InitFunction:
    """Run ``function()`` once per cold start, before the first event, in every function
    of the program. It may be async, and it is returned unchanged.
    """
    Program.current().add_init(function)
    return function
