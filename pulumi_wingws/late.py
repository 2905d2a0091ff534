"""Values that are known once the program's body has finished."""

from collections.abc import Coroutine
from typing import Any, TypeVar

import pulumi

__all__ = ["late"]

T = TypeVar("T")


def late(coroutine: Coroutine[Any, Any, T]) -> pulumi.Output[T]:
    """Turn a coroutine into an Output.

    The engine's loop first runs when a synchronous program's body has finished (in an
    async program at its first ``await``), and the coroutine with it.
    """
    output: pulumi.Output[T] = pulumi.Output.from_input(coroutine)
    return output
