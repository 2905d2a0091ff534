"""One thing that ``wingws doctor`` looked at."""

from dataclasses import dataclass

__all__ = ["Finding"]


@dataclass(frozen=True)
class Finding:
    """What was found.

    Attributes:
        check: what was looked at.
        text: what it is like.
        mend: the command that mends it; None if nothing is wrong.
    """

    check: str
    text: str
    mend: str | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return self.mend is None
