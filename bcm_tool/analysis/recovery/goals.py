"""What is at stake: whose money counts, and the weight of tiers (ENGINE 7)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

from bcm_tool.analysis.network import Network
from bcm_tool.analysis.recovery.problem import Goal
from bcm_tool.analysis.results import ImpactResult
from bcm_tool.model.model import Model


def counted_elements(network: Network, impact: ImpactResult) -> set[str]:
    """Ids whose money counts: no transitive non-soft dependent has a loss of its own (ENGINE 7).

    In a cycle everything is above everything; there the first in key order counts.
    """
    below: set[int] = set()
    counted: set[str] = set()
    for members in reversed(network.order):
        with_loss = [
            item
            for item in members
            if (name := network.ids[item]) and impact.elements[name].loss is not None
        ]
        hidden = not below.isdisjoint(members)
        if with_loss and not hidden:
            counted.add(network.ids[min(with_loss)])
        if with_loss or hidden:
            below.update(need for item in members for need in network.providers[item])
            below.update(members)
    return counted


def tier_weights(model: Model, impact: ImpactResult) -> tuple[int, dict[str, int]]:
    """Tier weights as integers, and what they were multiplied by."""
    exact: dict[str, Fraction] = {}
    for element, found in impact.elements.items():
        tier = model.tiers.get(found.tier or "")
        exact[element] = Fraction(tier.weight) if tier is not None else Fraction(1)
    scale = lcm(1, *(weight.denominator for weight in exact.values()))
    return scale, {element: int(weight * scale) for element, weight in exact.items()}


def goal_of(
    element: str, impact: ImpactResult, weights: Mapping[str, int], counted: set[str]
) -> Goal | None:
    found = impact.elements[element]
    loss = found.loss if element in counted else None
    if found.mtpd is None and found.rto is None and loss is None:
        return None
    return Goal(weights[element], found.mtpd, found.rto, loss)
