"""Which recovery options to buy: the efficient choices, and what they change."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from bcm_tool.analysis.money.counted import frequencies
from bcm_tool.analysis.network import Network, compile_network
from bcm_tool.analysis.options.goals import Goals
from bcm_tool.analysis.options.problem import Choices, compile_choices
from bcm_tool.analysis.options.result import Change, OptionsResult, Point
from bcm_tool.analysis.options.search import (
    Choice,
    Found,
    cost_of,
    efficient,
    efforts_of,
)
from bcm_tool.analysis.options.times import WEIGHT, Times
from bcm_tool.analysis.results import ImpactResult
from bcm_tool.model.model import Model
from bcm_tool.progress import Progress, no_progress

MOST = 10_000
"""Recoveries computed per list of efficient choices before the search ends without proof."""
_FEWEST, _WORK = 300, 1_000_000
_PARTS = 1000


def analyze_options(
    model: Model,
    impact: ImpactResult,
    *,
    most: int | None = None,
    progress: Progress = no_progress,
    stop: Callable[[], bool] | None = None,
) -> OptionsResult:
    """For each element one recovery option, so that cost and expected loss are efficient.

    Expected yearly loss: frequency times loss of one event over the scenarios that have a
    frequency, with the outages that follow without team limits (ENGINE 2, 3) and each element's
    money counted once (ENGINE 7). An RTO is kept when the best achievable recovery (ENGINE 5) is
    within it, an RPO when the option's recovery point is within the strictest RPO above.

    Parameters
    ----------
    most
        Recoveries computed per list before the search ends; the same model and limit give the
        same result. None: :data:`MOST`, and fewer in proportion in a large model.
    stop
        Polled; True ends the search with the best found so far.

    Raises
    ------
    Cancelled
        From inside ``progress``.
    """
    network = compile_network(model)
    if most is None:
        most = max(_FEWEST, min(MOST, _WORK // max(1, len(network.ids))))
    counted, _ = frequencies(model)
    choices = compile_choices(network)
    times = Times(network, impact, choices.decisions, counted)
    goals = Goals(network, impact, choices, times)

    def reached(offset: int) -> Callable[[float], bool]:
        def told(share: float) -> bool:
            progress(offset + int(share * _PARTS), 2 * _PARTS)
            return stop is not None and stop()

        return told

    held = efficient(times, goals.held, most=most, reached=reached(0))
    free = efficient(times, goals.free, most=most, reached=reached(_PARTS))
    made = _Points(network, choices, times, goals)
    return OptionsResult(
        model=model,
        today=made.point(tuple(0 for _ in choices.decisions)),
        held=made.points(held),
        frontier=made.points(free),
        late_always=tuple(network.ids[item] for item in goals.late_always),
        stale_always=tuple(network.ids[item] for item in goals.stale_always),
        proved=held.proved and free.proved,
        evaluated=times.evaluated,
        scenarios=tuple(item.id for item, _ in counted),
        decisions=len(choices.decisions),
        unpriced=choices.unpriced,
        by_tasks=tuple(item.element for item in choices.decisions if not item.timed),
        assumptions=_assumptions(goals, bool(counted)),
    )


class _Points:
    """Makes the points of the answer."""

    def __init__(self, network: Network, choices: Choices, times: Times, goals: Goals) -> None:
        self._network, self._choices, self._times, self._goals = network, choices, times, goals

    def points(self, found: Found) -> tuple[Point, ...]:
        return tuple(self.point(choice) for choice in found.choices)

    def point(self, choice: Choice) -> Point:
        decisions, times, ids = self._choices.decisions, self._times, self._network.ids
        efforts = efforts_of(decisions, choice)
        bounds = times.bounds(efforts)
        rtos = self._goals.rtos
        stale = {
            item.index
            for item, taken in zip(decisions, choice, strict=True)
            if self._goals.is_stale(item, taken)
        }
        stale.update(self._goals.stale_always)
        return Point(
            cost=_money(self._choices.base + cost_of(decisions, choice)),
            loss=_money(_rounded(times.loss(efforts), WEIGHT)),
            scenario_loss={
                event.scenario: _money(times.event_loss(place, efforts))
                for place, event in enumerate(times.events)
            },
            changes=tuple(
                Change(
                    item.element,
                    item.candidates[0].option,
                    item.candidates[taken].option,
                    _money(item.candidates[taken].cost - item.candidates[0].cost),
                )
                for item, taken in zip(decisions, choice, strict=True)
                if taken
            ),
            late=tuple(
                ids[element]
                for element, rto in enumerate(rtos)
                if rto is not None and bounds[element] > rto
            ),
            stale=tuple(ids[element] for element in sorted(stale)),
        )


def _money(hundredths: int) -> Decimal:
    return Decimal(hundredths) / 100


def _rounded(value: int, scale: int) -> int:
    return (2 * value + scale) // (2 * scale)


def _assumptions(goals: Goals, counted: bool) -> tuple[str, ...]:
    found = [
        "Times are those of the plan without team limits: nobody waits for a team, and hours of "
        "teams and contracts do not count.",
        "An RTO is kept when the element can be back within it although everything it needs is "
        "lost; an RPO when the option's recovery point is within the strictest RPO above.",
    ]
    if counted:
        found.append(
            "Expected loss: frequency times the loss of one event, added up over the scenarios "
            "that have a frequency."
        )
    if any(not item.timed for item in goals.decisions):
        found.append(
            "Where recovery tasks say how a loss is recovered, the time is theirs whatever the "
            "option; the option then counts by its cost and its recovery point."
        )
    return tuple(found)
