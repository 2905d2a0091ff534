"""Who is heard from an execution environment."""

from __future__ import annotations

__all__ = ["Speaker"]


class Speaker:
    """
    The function that an environment runs, and what it is busy with at the moment.

    Attributes:
        function: Its name; None for nobody's.
        request_id: Of the invocation under way, None between two.
        message_id: Of the message that it is for, None if it is for something else.

    """

    __slots__ = ("function", "message_id", "request_id")

    def __init__(self, function: str | None) -> None:
        self.function = function
        self.request_id: str | None = None
        self.message_id: str | None = None
