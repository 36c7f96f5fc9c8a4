"""The units of a team, in many runs at once.

A team of c units is c rows of minutes, sorted: in each run the smallest is when its first unit
is free. Work takes the units that are free first.
"""

from __future__ import annotations

import numpy as np

from bcm_tool.analysis.simulation.outages import ZERO, Flags
from bcm_tool.analysis.simulation.pert import Minutes


class Units:
    """When each unit of a team is free, run by run, smallest first."""

    __slots__ = ("free",)

    def __init__(self, capacity: int) -> None:
        self.free: list[Minutes] = [ZERO] * capacity

    def available(self, units: int) -> Minutes:
        """When so many units are free."""
        return self.free[units - 1]

    def take(self, units: int, until: Minutes, where: Flags | None) -> None:
        """Keep the units that are free first until a minute, in the runs that ``where`` names."""
        rest, count = self.free[units:], len(self.free)
        fresh: list[Minutes] = []
        for place in range(count):  # rest and `units` times `until`, merged
            value = until
            if place < len(rest):
                value = np.minimum(value, rest[place])
            if place >= units:
                value = np.maximum(value, rest[place - units])
            fresh.append(value)
        if where is not None:
            fresh = [np.where(where, new, old) for new, old in zip(fresh, self.free, strict=True)]
        self.free = fresh
