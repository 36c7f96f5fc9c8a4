"""What a choice does: loss per scenario and best recovery times, by the engine's own rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from bcm_tool.analysis.bound import recovery_bounds
from bcm_tool.analysis.loss import LossCurve
from bcm_tool.analysis.network import Group, Network
from bcm_tool.analysis.options.problem import Decision
from bcm_tool.analysis.recovery.goals import counted_elements
from bcm_tool.analysis.results import ImpactResult
from bcm_tool.analysis.timeline import Span, run_timeline
from bcm_tool.analysis.work import NEVER, Effort
from bcm_tool.frequency import Frequency
from bcm_tool.model.records import Scenario

WEIGHT = 10**9
"""Frequencies count in billionths, so that sums of losses are exact whole numbers."""
Efforts = tuple[Effort, ...]
"""One per decision."""


@dataclass(frozen=True, eq=False)
class Event:
    """A scenario with a frequency: what it loses, and the decisions (places) it hangs on."""

    scenario: str
    weight: int
    lost: tuple[int, ...]
    depends: tuple[int, ...]


class Times:
    """Answers, remembered, for the decisions it was made with."""

    def __init__(
        self,
        network: Network,
        impact: ImpactResult,
        decisions: Sequence[Decision],
        counted: Sequence[tuple[Scenario, Frequency]],
    ) -> None:
        self.decisions = tuple(decisions)
        self.evaluated = 0
        # The choice is written into the efforts themselves, so that whatever reads the work of
        # the network, one by one or in arrays, reads the choice.
        self._lost = list(network.work.when_lost)
        self._network = replace(network, work=replace(network.work, when_lost=self._lost))
        self._calm = replace(self._network, groups=_without_takeovers(network))
        self._horizon = network.model.method.horizon
        self._curves = _curves(network, impact)
        self.events = tuple(self._event(item, often) for item, often in counted)
        self._losses: dict[tuple[int, bool, Efforts], int] = {}
        self._cents: dict[tuple[int, int], int] = {}
        self._bounds: dict[Efforts, list[int]] = {}
        self._monotone = [self._is_monotone(event) for event in self.events]

    def _event(self, scenario: Scenario, often: Frequency) -> Event:
        lost = tuple(
            self._network.index[item] for item in self._network.model.lost_elements(scenario)
        )
        gone = set(lost)
        depends = tuple(
            place for place, item in enumerate(self.decisions) if item.timed and item.index in gone
        )
        weight = round(Fraction(often.mean) * WEIGHT)
        return Event(scenario.id, weight, lost, depends)

    # --- loss -------------------------------------------------------------------------------

    def loss(self, efforts: Efforts) -> int:
        """Expected yearly loss in hundredths times WEIGHT."""
        return sum(
            event.weight * self.event_loss(place, efforts)
            for place, event in enumerate(self.events)
        )

    def least_loss(self, efforts: Efforts) -> int:
        """A value that no choice with these efforts or slower ones goes below."""
        return sum(
            event.weight * self.event_loss(place, efforts, calm=not self._monotone[place])
            for place, event in enumerate(self.events)
        )

    def event_loss(self, place: int, efforts: Efforts, *, calm: bool = False) -> int:
        """Loss of one event in hundredths; ``calm`` leaves takeovers out, which only harm."""
        event = self.events[place]
        known = (place, calm, tuple(efforts[item] for item in event.depends))
        if known not in self._losses:
            self._losses[known] = self._loss_of(self._spans(event, efforts, calm))
        return self._losses[known]

    def _spans(self, event: Event, efforts: Efforts, calm: bool) -> Mapping[int, Span]:
        self.evaluated += 1
        self._choose(efforts)
        return run_timeline(self._calm if calm else self._network, event.lost)

    def _loss_of(self, spans: Mapping[int, Span]) -> int:
        total = 0
        for element, curve in self._curves.items():
            span = spans.get(element)
            if span is not None:
                outage = self._horizon if span.up >= NEVER else span.up - span.down
                key = (element, outage)
                if key not in self._cents:
                    self._cents[key] = int(curve.at(outage) * 100)
                total += self._cents[key]
        return total

    def _choose(self, efforts: Efforts) -> None:
        for decision, effort in zip(self.decisions, efforts, strict=True):
            if decision.timed:
                self._lost[decision.index] = effort

    # --- objectives -------------------------------------------------------------------------

    def bounds(self, efforts: Efforts) -> list[int]:
        """rta_bound per element index (ENGINE 5); NEVER when it cannot come back."""
        found = self._bounds.get(efforts)
        if found is None:
            self.evaluated += 1
            self._choose(efforts)
            found = self._bounds[efforts] = recovery_bounds(self._network)
        return found

    # --- is a slower option never better? ---------------------------------------------------

    def _is_monotone(self, event: Event) -> bool:
        """Whether slower recovery never loses less in this scenario.

        Recovery is monotone but for takeovers: a switch-over happens only while enough members
        stand, and may take longer than the repair that follows when they do not. Where the
        fastest and the slowest choice have the very same takeovers, so has every choice between.
        """
        fast = tuple(_extreme(item, fast=True) for item in self.decisions)
        slow = tuple(_extreme(item, fast=False) for item in self.decisions)
        first, second = (self._spans(event, efforts, False) for efforts in (fast, slow))
        return all(
            _switching(self._network, first, element) == _switching(self._network, second, element)
            for element, groups in enumerate(self._network.groups)
            if any(group.takeover_time for group in groups)
        )


def _extreme(decision: Decision, *, fast: bool) -> Effort:
    pick = min if fast else max
    return pick(decision.candidates, key=lambda item: item.slowness).effort


def _switching(network: Network, spans: Mapping[int, Span], element: int) -> object:
    """What the takeovers of an element follow from, and whether it is down for them alone."""
    span = spans.get(element)
    if len(network.order[network.component[element]]) > 1:
        return span, [spans.get(need) for need in network.providers[element]]
    facts = []
    for group in network.groups[element]:
        down = {
            need.provider: spans[need.provider] for need in group.members if need.provider in spans
        }
        facts.append(
            [
                (
                    member,
                    own.down,
                    [
                        other.down <= own.down < max(other.up, other.down + 1)
                        for other in down.values()
                    ],
                )
                for member, own in down.items()
            ]
        )
    return span is not None and span.takeover, span is None, facts


def _without_takeovers(network: Network) -> tuple[tuple[Group, ...], ...]:
    return tuple(
        tuple(group._replace(takeover_time=0) for group in groups) for groups in network.groups
    )


def _curves(network: Network, impact: ImpactResult) -> dict[int, LossCurve]:
    """Curves of the elements whose money counts (ENGINE 7), by index."""
    found: dict[int, LossCurve] = {}
    for element in sorted(counted_elements(network, impact)):
        curve = impact.elements[element].loss
        if curve is not None:
            found[network.index[element]] = curve
    return found
