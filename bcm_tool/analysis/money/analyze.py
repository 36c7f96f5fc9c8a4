"""The yearly loss of all scenarios with a frequency, one by one and together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from bcm_tool import appetite
from bcm_tool.amounts import cents
from bcm_tool.analysis.money import closed
from bcm_tool.analysis.money.compare import option_effects
from bcm_tool.analysis.money.counted import Counted, frequencies
from bcm_tool.analysis.money.measures import measures_of, reaching, value_at_risk
from bcm_tool.analysis.money.result import Appetite, MoneyResult, ScenarioMoney
from bcm_tool.analysis.money.severity import Severity, runs_for, severity_samples
from bcm_tool.analysis.money.years import (
    Events,
    Floats,
    Whole,
    Years,
    affordable_years,
    simulate_years,
)
from bcm_tool.analysis.network import compile_network
from bcm_tool.analysis.results import ImpactResult
from bcm_tool.model.model import Model
from bcm_tool.model.records import Scenario
from bcm_tool.progress import Progress, at, no_progress

YEARS = 100_000
SEED = 1


def analyze_money(
    model: Model,
    impact: ImpactResult,
    *,
    years: int = YEARS,
    seed: int = SEED,
    progress: Progress = no_progress,
) -> MoneyResult:
    """Simulate ``years`` years of every scenario that has a frequency.

    Returns
    -------
    Money in the document's currency, probabilities as fractions of the years. Same model, years
    and seed: the same result. Scenarios without a frequency are listed, never guessed.

    Raises
    ------
    Cancelled
        From inside ``progress``.
    """
    counted, left_out = frequencies(model)
    network = compile_network(model)
    steps = len(counted) + 1
    severities = []
    runs = runs_for(model)
    for place, (scenario, _) in enumerate(counted):
        here = at(progress, place, steps)
        severities.append(
            severity_samples(model, network, impact, scenario, runs=runs, seed=seed, progress=here)
        )
    progress(len(counted), steps)
    found = gathered(model, counted, left_out, severities, years, seed)
    effects = option_effects(model, counted, severities, found.years, seed, progress)
    return replace(found, options=effects)


def gathered(
    model: Model,
    counted: Sequence[Counted],
    left_out: tuple[str, ...],
    severities: Sequence[Severity],
    years: int,
    seed: int,
) -> MoneyResult:
    """The result for known losses of one event of each scenario."""
    wanted = affordable_years([often for _, often in counted], years)
    events = [
        Events(scenario.key, often, severity.total)
        for (scenario, often), severity in zip(counted, severities, strict=True)
    ]
    found = simulate_years(events, wanted, seed)
    together: Floats = found.losses.sum(axis=0) if events else np.zeros(wanted)
    means = [closed.yearly_mean(item.frequency, float(item.losses.mean())) for item in events]
    total = measures_of(together, sum(means), _variance(events))
    ordered = np.sort(together)
    return MoneyResult(
        model=model,
        years=wanted,
        seed=seed,
        scenarios=tuple(
            _scenario(scenario, events[place], severities[place], found, place)
            for place, (scenario, _) in enumerate(counted)
        ),
        not_counted=left_out,
        total=total,
        appetite=tuple(
            _held_against(ordered, point.loss, point.probability)
            for point in appetite.parse(model.method.appetite)
        ),
        options=(),
        assumptions=_assumptions(severities),
    )


def _held_against(ordered: Floats, loss: Decimal, accepted: float) -> Appetite:
    """How likely a loss is, and from which on it is within what is accepted."""
    probability = reaching(ordered, float(loss))
    edge = value_at_risk(ordered, 1 - Fraction(accepted).limit_denominator(10**9))
    until = cents(edge) if probability > accepted else loss
    return Appetite(loss, accepted, probability, max(loss, until))


def _scenario(
    scenario: Scenario, events: Events, severity: Severity, found: Years, place: int
) -> ScenarioMoney:
    losses, mean = events.losses, float(events.losses.mean())
    variance = closed.yearly_variance(events.frequency, mean, float((losses**2).mean()))
    expected = closed.yearly_mean(events.frequency, mean)
    year = measures_of(found.losses[place], expected, variance)
    return ScenarioMoney(
        scenario=scenario.id,
        kind=events.frequency.kind,
        frequency=events.frequency.value,
        runs=len(losses),
        event_mean=cents(mean),
        event_low=cents(float(np.quantile(losses, 0.05))),
        event_high=cents(float(np.quantile(losses, 0.95))),
        year=year,
        elements=_split(severity, found.drawn[place], found.losses.shape[1], year.eal),
        never_back=severity.never_back,
        planned=severity.planned,
    )


def _split(severity: Severity, drawn: Whole, years: int, whole: Decimal) -> dict[str, Decimal]:
    """Mean yearly loss per element, most first; they add up to the ``whole``, to the cent.

    Rounding runs on. What is left, where money is so large that a sum of floats misses cents, is
    with the largest.
    """
    parts = drawn @ severity.losses / years
    order = sorted(range(len(parts)), key=lambda place: (-parts[place], place))
    shares: dict[str, Decimal] = {}
    before, running = cents(0.0), 0.0
    for place in order:
        running += float(parts[place])
        shares[severity.elements[place]] = cents(running) - before
        before = cents(running)
    if order:
        shares[severity.elements[order[0]]] += whole - before
    return shares


def _variance(events: Sequence[Events]) -> float:
    """Variance of the sum: n-th events of a year share their recovery (see ``years``)."""
    total = 0.0
    for item in events:
        mean, square = float(item.losses.mean()), float((item.losses**2).mean())
        total += closed.yearly_variance(item.frequency, mean, square)
    most = max((len(item.losses) for item in events), default=1)
    varied = [item for item in events if len(item.losses) == most > 1]
    if len(varied) > 1:
        covariances = np.cov([item.losses for item in varied], bias=True)
        shared = closed.shared_covariances([item.frequency for item in varied], covariances)
        total += float(shared.sum() - shared.trace())
    return total


def _assumptions(severities: Sequence[Severity]) -> tuple[str, ...]:
    found = [
        "An event costs what its simulated recoveries lose, with the teams in the order of a quick "
        "sequence.",
        "Money counts once: where an element and what needs it both have a loss, only the upper "
        "one counts.",
        "Losses of all events of a year add up; an event during the recovery from another is not "
        "made worse by it.",
        "How often scenarios happen is independent; the first events of a year share their luck "
        "with task durations, and so do the second ones.",
    ]
    if any(item.starts for item in severities):
        found.append(
            "Where a scenario has no start, its events begin at times spread over the week, for "
            "hours of teams and contracts count."
        )
    if any(item.never_back for item in severities):
        found.append("What never comes back loses up to the horizon of the method.")
    if not all(item.planned for item in severities):
        found.append(
            "Where tasks wait for each other in a circle there is no sequence; recovery is then "
            "counted without team limits."
        )
    return tuple(found)
