"""What goes wrong on demand, to see what a program makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

__all__ = ["Faults"]


def _share(text: str) -> float:
    fault: float = field(default=0.0, metadata={"unit": "share", "text": text})
    return fault


def _seconds(text: str) -> float:
    fault: float = field(default=0.0, metadata={"unit": "seconds", "text": text})
    return fault


@dataclass
class Faults:
    """
    Faults that AWS has at times, as shares from 0 to 1 or in seconds; none by default.

    Whoever holds them sees a change at once.

    """

    half_open: float = _share("of clients whose end is not noticed before idle")
    lost_disconnects: float = _share("of $disconnect invocations that never come")
    disconnect_delay: float = _seconds("by which $disconnect comes late")
    throttled_posts: float = _share("of POSTs to @connections answered with 429")
    post_latency: float = _seconds("that each POST to @connections takes")
    cold_start_delay: float = _seconds("by which a new environment starts late")
    crashes: float = _share("of invocations whose environment crashes")
    index_delay: float = _seconds("by which a global index of a table is late")

    def __post_init__(self) -> None:
        self.change({})

    @property
    def troubles_posts(self) -> bool:
        """Whether something is wrong with posts."""
        return self.throttled_posts > 0 or self.post_latency > 0

    def change(self, given: Mapping[str, object]) -> None:
        """
        Change some of them, or none if one is not right.

        Raises:
            ValueError: There is no such fault, or it cannot have this value.

        """
        known = {each.name: getattr(self, each.name) for each in fields(self)}
        units = {each.name: each.metadata["unit"] for each in fields(self)}
        changed = {**known, **given}
        for name, value in changed.items():
            if name not in known:
                raise ValueError(
                    f"fault {name!r} is unknown; expected one of {', '.join(known)}"
                )
            most = 1 if units[name] == "share" else None
            if not _is_number(value, most):
                expected = "seconds, 0 or more" if most is None else "a share, 0 to 1"
                raise ValueError(f"fault {name} is {value!r}; expected {expected}")
        for name, value in changed.items():
            setattr(self, name, value)


def _is_number(value: object, most: float | None) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and 0 <= value < float("inf")
        and (most is None or value <= most)
    )
