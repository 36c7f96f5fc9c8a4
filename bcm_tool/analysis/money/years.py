"""Simulated years: how many events of each scenario, and what they lose together.

Every draw has its own stream, named by seed, purpose and the scenario's key, so a change to
one scenario leaves the years of all others as they were (common random numbers), and a higher
frequency only ever adds events to a year.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bcm_tool.frequency import Frequency
from bcm_tool.progress import Progress, no_progress

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
_COUNTS, _RECOVERIES = 1, 2
_MOST_EVENTS = 30_000_000


@dataclass(frozen=True, eq=False)
class Events:
    """A scenario as the years need it: its key, how often, and what one event may lose."""

    key: str
    frequency: Frequency
    losses: Floats
    """Shape (runs,): equally likely, run by run the same recovery for every scenario."""


@dataclass(frozen=True, eq=False)
class Years:
    """Yearly losses, shape (scenarios, years), and how often each run was drawn."""

    losses: Floats
    drawn: tuple[Whole, ...]
    """Per scenario, shape (runs,): events that took this run's loss."""


def simulate_years(
    events: Sequence[Events], years: int, seed: int, progress: Progress = no_progress
) -> Years:
    """Draw ``years`` years.

    The number of events is independent among scenarios. The n-th events of a year, of whatever
    scenario, share one simulated recovery: the same people, the same luck, the same hour. The
    events of one scenario within a year are independent of each other, and all of a year's
    losses add up; an event during the recovery from another is not made worse by it.
    """
    counts = [_counts(item, years, seed) for item in events]
    losses = np.zeros((len(events), years))
    drawn = [np.zeros(len(item.losses), dtype=np.int64) for item in events]
    most = max((int(count.max(initial=0)) for count in counts), default=0)
    for number in range(1, most + 1):
        progress(number - 1, most)
        luck = _stream(seed, _RECOVERIES, number).random(years)
        for place, (item, count) in enumerate(zip(events, counts, strict=True)):
            happens = np.flatnonzero(count >= number)
            if happens.size:
                runs = len(item.losses)
                run = np.minimum((luck[happens] * runs).astype(np.int64), runs - 1)
                losses[place, happens] += item.losses[run]
                drawn[place] += np.bincount(run, minlength=runs)
    return Years(losses, tuple(drawn))


def affordable_years(frequencies: Sequence[Frequency], years: int) -> int:
    """Fewer years where there would be too many events, or too many scenarios to keep them for."""
    rate = sum(item.mean for item in frequencies)
    most = _MOST_EVENTS / max(rate, len(frequencies), 1e-9)
    return max(1000, min(years, int(most)))


def _stream(seed: int, purpose: int, name: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64([seed, purpose, name]))


def _counts(item: Events, years: int, seed: int) -> Whole:
    """Events per year, by inversion: one uniform number a year whatever the frequency."""
    uniform = _stream(seed, _COUNTS, crc32(item.key.casefold().encode())).random(years)
    if item.frequency.kind == "once":
        return (uniform < item.frequency.value).astype(np.int64)
    steps = np.fromiter(_poisson_below(item.frequency.value), dtype=np.float64)
    return np.searchsorted(steps, uniform, side="right").astype(np.int64)


def _poisson_below(rate: float) -> Iterator[float]:
    """P(N <= 0), P(N <= 1), ... until nothing is left; summed where it is not negligible."""
    reach = int(rate + 12 * rate**0.5 + 40)
    below = 0.0
    for count in range(reach):
        below += poisson(rate, count)
        yield min(below, 1.0)


def poisson(rate: float, count: int) -> float:
    """Probability of ``count`` events in a year with ``rate`` of them on average."""
    if rate == 0:
        return 1.0 if count == 0 else 0.0
    return exp(count * log(rate) - rate - lgamma(count + 1))
