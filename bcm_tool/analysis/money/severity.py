"""What one event of a scenario costs: outages of its recovery through the loss curves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bcm_tool.analysis.money.years import Floats
from bcm_tool.analysis.network import Network
from bcm_tool.analysis.recovery import Limits, analyze_recovery
from bcm_tool.analysis.recovery.goals import counted_elements
from bcm_tool.analysis.results import ImpactResult, Outage
from bcm_tool.model.model import Model

SEQUENCE = Limits(schedules=100, effort=0.0)
"""How much work goes into the order of the teams: list schedules only, always the same."""


@dataclass(frozen=True, eq=False)
class Severity:
    """Losses of one event: shape (runs, elements), for the elements whose money counts.

    ``never_back`` are those of them that lose up to the horizon in every run.
    """

    elements: tuple[str, ...]
    losses: Floats
    never_back: tuple[str, ...]

    @property
    def total(self) -> Floats:
        """Loss per run, shape (runs,)."""
        found: Floats = self.losses.sum(axis=1)
        return found


def severity_samples(
    model: Model, network: Network, impact: ImpactResult, scenario: str
) -> Severity:
    """Losses of one event of ``scenario`` (an id), each element's money counted once (ENGINE 7)."""
    recovery = analyze_recovery(model, scenario, impact, limits=SEQUENCE)
    return _planned(impact, counted_elements(network, impact), recovery.outages)


def _planned(impact: ImpactResult, counted: set[str], outages: Mapping[str, Outage]) -> Severity:
    horizon = impact.model.method.horizon
    found: dict[str, float] = {}
    never: list[str] = []
    for element in sorted(counted & outages.keys()):
        curve, length = impact.elements[element].loss, outages[element].length
        if curve is not None:
            found[element] = float(curve.at(horizon if length is None else length))
            if length is None:
                never.append(element)
    return Severity(tuple(found), np.array([list(found.values())]), tuple(never))
