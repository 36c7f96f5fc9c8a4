"""Cycles of hard needs in many outages at once: the least fixed point of a few members.

As :func:`bcm_tool.analysis.timeline.run_timeline` settles a cycle: round by round from nothing
down, failures only added, of equally early reasons the first one found; its members recover side
by side and are all up when the last is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bcm_tool.analysis.work import NEVER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bcm_tool.analysis.arrays.flow import Ints

LARGEST = 16
"""Members of a cycle up to which rounds are quick; others are followed one outage at a time."""
NOTHING = NEVER << 1


class Ring(NamedTuple):
    """A cycle: its members' places, the level, and ``inside`` (dependent, provider, tolerance).

    Dependent and provider are numbers of members.
    """

    level: int
    places: Ints
    inside: tuple[tuple[int, int, int], ...]


class Outside(NamedTuple):
    """Per member and outage what comes from outside the cycle.

    ``reason`` is (minute << bits | element) of the earliest stop, NOTHING without one; ``ready``
    when the providers outside are up.
    """

    reason: Ints
    ready: Ints


def settle(
    ring: Ring,
    outside: Outside,
    elements: Ints,
    work: tuple[Ints, NDArray[np.bool_], int],
    bits: int,
) -> tuple[Ints, Ints, Ints]:
    """Down, up and because per member (row) and outage (column).

    ``work`` are restart minutes and whether there are tasks per member, and the release.
    """
    length, tasks, release = work[0][:, None], work[1][:, None], work[2]
    down = np.full(outside.reason.shape, NEVER, np.int64)
    up, because = np.zeros_like(down), np.full_like(down, -1)
    mask = (1 << bits) - 1
    for _ in range(2 * len(ring.places) + 2):
        reason = outside.reason.copy()
        for dependent, provider, tolerance in ring.inside:
            at = down[provider] + tolerance
            stops = np.where(up[provider] > at, at << bits | int(elements[provider]), NOTHING)
            np.minimum(reason[dependent], stops, out=reason[dependent])
        found, was = reason < NOTHING, down < NEVER
        later = np.where(found, reason >> bits, down)
        why = np.where(found & ~(was & (later == down)), reason & mask, because)
        fails = found | was
        ready = np.maximum(outside.ready, later)
        ready = np.where(tasks, np.maximum(ready, release), ready)
        done = np.where(fails, np.minimum(ready + length, NEVER), 0)
        back = np.where(fails, np.maximum(done.max(axis=0), later), 0)
        if (
            np.array_equal(later, down)
            and np.array_equal(back, up)
            and np.array_equal(why, because)
        ):
            break
        down, up, because = later, back, why
    return down, up, because
