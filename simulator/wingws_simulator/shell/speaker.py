"""Who is heard from an execution environment."""

from __future__ import annotations

__all__ = ["Speaker"]


class Speaker:
    """
    The function that an environment runs, and what it is busy with at the moment.

    Attributes:
        function: Its name; None for nobody's.
        request_id: Of the invocation under way, None between two.

    """

    __slots__ = ("function", "request_id")

    def __init__(self, function: str | None) -> None:
        self.function = function
        self.request_id: str | None = None
