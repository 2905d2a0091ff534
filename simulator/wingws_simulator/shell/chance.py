"""Where random numbers come from: the system, or a seed, to get the same ones again."""

from __future__ import annotations

import os
from random import Random

__all__ = ["Chance"]


class Chance:
    """
    The sources of a stack's random numbers, each independent of the others.

    Args:
        faults_seed: Chooses what goes wrong, as long as no seed chooses all.

    """

    def __init__(self, faults_seed: int) -> None:
        self._faults_seed = faults_seed
        self._seed: int | None = None
        self._ids: dict[str, Random] = {}
        self._faults: dict[str, Random] = {}

    def ids(self, name: str) -> Random:
        """Return the source of the ids of an API, or of invocations."""
        if name not in self._ids:
            self._ids[name] = Random(self._seed_of_ids(name))
        return self._ids[name]

    def faults(self, name: str) -> Random:
        """Return the source by which faults happen to an API, or to invocations."""
        if name not in self._faults:
            self._faults[name] = Random(self._seed_of_faults(name))
        return self._faults[name]

    def seed(self, seed: int | None) -> None:
        """Draw the same numbers after the same seed; None for what nobody knows."""
        self._seed = seed
        for name, source in self._ids.items():
            source.seed(self._seed_of_ids(name))
        for name, source in self._faults.items():
            source.seed(self._seed_of_faults(name))

    def _seed_of_ids(self, name: str) -> bytes | str:
        if self._seed is None:
            return os.urandom(16)
        return f"{self._seed} ids {name}"

    def _seed_of_faults(self, name: str) -> int | str:
        if self._seed is None:
            return self._faults_seed
        return f"{self._seed} faults {name}"
