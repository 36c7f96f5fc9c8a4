"""Closed forms that the simulated years are held against, and the usual single figures.

Sources: S = X1 + ... + XN with N independent of the X: E[S] = E[N] E[X] and
Var[S] = E[N] Var[X] + Var[N] E[X]^2 (Wald; law of total variance). For a Poisson N that is
lambda E[X^2]; for at most one event with probability p it is p E[X^2] - p^2 E[X]^2.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal

import numpy as np

from bcm_tool.analysis.money.years import Floats, poisson
from bcm_tool.frequency import Frequency

_NEGLIGIBLE = 1e-12


def yearly_mean(frequency: Frequency, mean: float) -> float:
    """Expected yearly loss: events a year times the mean loss of one (SLE x ARO = ALE)."""
    return frequency.mean * mean


def yearly_variance(frequency: Frequency, mean: float, mean_square: float) -> float:
    """Variance of the yearly loss when the losses of a year's events are independent."""
    rate = frequency.mean
    if frequency.kind == "poisson":
        return rate * mean_square
    return rate * mean_square - (rate * mean) ** 2


def at_least(frequency: Frequency) -> Iterator[float]:
    """Probabilities of 1, 2, ... events or more in a year, while they are not negligible."""
    if frequency.kind == "once":
        yield frequency.value
        return
    rate, left = frequency.value, 1.0
    for count in range(int(rate + 12 * math.sqrt(rate) + 40)):
        left -= poisson(rate, count)
        if left < _NEGLIGIBLE:
            return
        yield left


def shared_covariances(frequencies: Sequence[Frequency], covariances: Floats) -> Floats:
    """Covariances of scenarios' yearly losses when events of the same number share a recovery.

    ``covariances``, shape (scenarios, scenarios), are those of the losses of one event. Counts
    are independent; the n-th event of one varies with the n-th of the other only: the sum over n
    of P(N1 >= n) P(N2 >= n) Cov(X1, X2). The diagonal has no meaning.
    """
    counts = [list(at_least(item)) for item in frequencies]
    table = np.zeros((len(counts), max((len(item) for item in counts), default=0)))
    for place, item in enumerate(counts):
        table[place, : len(item)] = item
    found: Floats = covariances * (table @ table.T)
    return found


def safeguard_value(before: Decimal, after: Decimal, yearly_cost: Decimal) -> Decimal:
    """What a change is worth a year: loss before less loss after less what it costs more."""
    return before - after - yearly_cost


def safeguard_return(before: Decimal, after: Decimal, yearly_cost: Decimal) -> float | None:
    """Net worth for each unit of money spent more a year (ROSI); None when it costs no more."""
    if yearly_cost <= 0:
        return None
    return float(safeguard_value(before, after, yearly_cost) / yearly_cost)
