"""What goes wrong on demand, to see what a program makes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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

    Whoever holds them sees a change at once. What happens to a share can also be made
    to happen to the next few.

    """

    half_open: float = _share("of clients whose end is not noticed before idle")
    lost_disconnects: float = _share("of $disconnect invocations that never come")
    disconnect_delay: float = _seconds("by which $disconnect comes late")
    throttled_posts: float = _share("of POSTs to @connections answered with 429")
    gone_posts: float = _share("of POSTs answered with 410, though the client is there")
    reordering: float = _seconds("by which messages start late at most, at random")
    cold_starts: float = _share("of invocations that get a new environment")
    post_latency: float = _seconds("that each POST to @connections takes")
    cold_start_delay: float = _seconds("by which a new environment starts late")
    crashes: float = _share("of invocations whose environment crashes")
    index_delay: float = _seconds("by which a global index of a table is late")

    def __post_init__(self) -> None:
        self._next: dict[str, int] = {}
        # What can happen: nothing, mostly, and each message asks several times.
        self._possible: set[str] = set()
        self.change({})

    @property
    def troubles_posts(self) -> bool:
        """Whether something may be wrong with a post."""
        may = self.may("throttled_posts") or self.may("gone_posts")
        return may or self.post_latency > 0

    @property
    def next(self) -> Mapping[str, int]:
        """To how many of the next a fault happens, share or not, if to any."""
        return self._next

    def may(self, name: str) -> bool:
        """Tell whether a fault can happen that happens to a share."""
        return name in self._possible

    def strikes(self, name: str, random: Callable[[], float]) -> bool:
        """
        Tell whether a fault happens now that happens to a share.

        Args:
            name: The fault.
            random: Returns random numbers from 0 to 1; asked if that decides.

        """
        if name not in self._possible:
            return False
        if name in self._next:
            self._set_next(name, self._next[name] - 1)
            return True
        share: float = getattr(self, name)
        return random() < share

    def _set_next(self, name: str, number: int) -> None:
        if number:
            self._next[name] = number
        else:
            self._next.pop(name, None)
        self._note_possible()

    def _note_possible(self) -> None:
        shares = {name for name, value in self._values.items() if value > 0}
        self._possible = shares | self._next.keys()

    def change(
        self, given: Mapping[str, object], following: Mapping[str, object] | None = None
    ) -> None:
        """
        Change some of them, or none if one is not right.

        Args:
            given: Faults, by name.
            following: To how many of the next one happens that happens to a share,
                by name; to none if only its share is given.

        Raises:
            ValueError: There is no such fault, or it cannot have this value.

        """
        units = {each.name: each.metadata["unit"] for each in fields(self)}
        for name, value in {**self._values, **given}.items():
            _check(name, value, units)
        for name, number in (following or {}).items():
            _check_next(name, number, units)
        for name, value in given.items():
            setattr(self, name, value)
            self._next.pop(name, None)
        for name, number in (following or {}).items():
            assert isinstance(number, int)
            self._set_next(name, number)
        self._note_possible()

    @property
    def _values(self) -> dict[str, float]:
        return {each.name: getattr(self, each.name) for each in fields(self)}


def _check(name: str, value: object, units: Mapping[str, str]) -> None:
    if name not in units:
        raise ValueError(
            f"fault {name!r} is unknown; expected one of {', '.join(units)}"
        )
    most = 1 if units[name] == "share" else None
    if not _is_number(value, most):
        expected = "seconds, 0 or more" if most is None else "a share, 0 to 1"
        raise ValueError(f"fault {name} is {value!r}; expected {expected}")


def _check_next(name: str, number: object, units: Mapping[str, str]) -> None:
    shares = [each for each, unit in units.items() if unit == "share"]
    if name not in shares:
        raise ValueError(
            f"fault {name!r} cannot happen to the next; "
            f"expected one of {', '.join(shares)}"
        )
    if type(number) is not int or number < 0:
        raise ValueError(
            f"next {name} is {number!r}; expected a whole number, 0 or more"
        )


def _is_number(value: object, most: float | None) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and 0 <= value < float("inf")
        and (most is None or value <= most)
    )
